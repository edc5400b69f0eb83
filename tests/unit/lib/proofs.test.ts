import { expect, test } from 'vitest';
import {
  claimingTexts,
  evidenceOf,
  idOfMark,
  marksIn,
  readMark,
  testFileOf,
  testsOf,
} from '../../../src/lib/proofs.ts';
import type { AnswerData } from '../../../src/lib/schemas.ts';

const folder = 'routing/path-parameters';

test('a mark is told from other links', () => {
  expect(readMark('proof:a_b')).toEqual({ kind: 'proof', target: 'a_b' });
  expect(readMark('source:12')).toEqual({ kind: 'source', target: '12' });
  for (const address of ['https://x.y', '/a/b/', 'proof:', 'xproof:a', 'mark:a', ''])
    expect(readMark(address)).toBeUndefined();
});

test('the entry of a mark has an id of its own', () => {
  expect(idOfMark(7, { kind: 'proof', target: 'a_b' })).toBe('q7-test_a_b');
  expect(idOfMark(7, { kind: 'proof', target: 'security/cors-and-jwt#a_b' })).toBe('q7-cors-and-jwt.test_a_b');
  expect(idOfMark(7, { kind: 'source', target: '2' })).toBe('q7-source-2');
});

test('tests are found in the file of their answer, with their lines', () => {
  expect(testFileOf('routing/path-parameters')).toBe('tests/examples/routing/test_path_parameters.py');
  expect(testFileOf('routing/status-codes-and-headers')).toBe(
    'tests/examples/routing/test_status_codes_and_headers.py',
  );
  const tests = testsOf(folder);
  expect(tests.get('openapi_shows_the_constraint')).toBeGreaterThan(10);
  expect([...tests.keys()].every((name) => !name.startsWith('test_'))).toBe(true);
  expect(testsOf('no/where').size).toBe(0);
  expect(testsOf(folder, '/nowhere').size).toBe(0);
});

test('marks are read from MDX and from lines, with their lines', () => {
  expect(marksIn('One [a](proof:x).\n\n[b](source:1) and [c](/d/)', 'mdx')).toEqual([
    { kind: 'proof', target: 'x', line: 1 },
    { kind: 'source', target: '1', line: 3 },
  ]);
  expect(marksIn('`[a](proof:x)` and <b>[c](proof:y)</b>', 'line')).toEqual([{ kind: 'proof', target: 'y', line: 1 }]);
});

test('evidence counts every mark and names every test once, in the order of the text', () => {
  const own = { kind: 'proof' as const, target: 'openapi_shows_the_constraint' };
  const other = { kind: 'proof' as const, target: 'routing/path-parameters#a_pattern_allows_one_spelling' };
  const evidence = evidenceOf(8, folder, [other, own, { kind: 'source', target: '1' }, own]);
  expect(evidence).toMatchObject({ byTests: 3, bySources: 1 });
  expect(evidence.proofs.map(({ name, id }) => [name, id])).toEqual([
    ['test_a_pattern_allows_one_spelling', 'q8-path-parameters.test_a_pattern_allows_one_spelling'],
    ['test_openapi_shows_the_constraint', 'q8-test_openapi_shows_the_constraint'],
  ]);
  expect(evidence.proofs[1]!.line).toBe(testsOf(folder).get('openapi_shows_the_constraint'));
  expect(evidence.proofs[1]!.file).toBe('tests/examples/routing/test_path_parameters.py');
});

test('a test that is not there stops', () => {
  expect(() => evidenceOf(7, folder, [{ kind: 'proof', target: 'nowhere' }])).toThrow(
    'content/routing/path-parameters/index.mdx: no test "test_nowhere" in tests/examples/routing/test_path_parameters.py.',
  );
});

test('what claims in the front matter is named by its keys, in the order of the page', () => {
  const data = {
    listens: [{ level: 'mid', hear: 'h' }],
    pitfalls: [{ happens: 'p' }],
    corrections: [{ truth: 't' }],
    next: [{ reply: 'a' }, { reply: 'b' }],
  } as unknown as AnswerData;
  expect(claimingTexts(data)).toEqual([
    ['listens.0.hear', 'h'],
    ['next.0.reply', 'a'],
    ['next.1.reply', 'b'],
    ['pitfalls.0.happens', 'p'],
    ['corrections.0.truth', 't'],
  ]);
});
