import { expect, test } from 'vitest';
import { faultsAfter } from './fixture.ts';

const path = 'content/run.yaml';
const record = 'content/basics/one/right.py.record.json';
const request = `${JSON.stringify({
  steps: [
    { step: 'seen', kind: 'value', label: 'seen', value: 1 },
    { step: 'asked', kind: 'http', request: { method: 'GET', path: '/' }, response: { status: 200 } },
  ],
})}\n`;
/** The faults of a run.yaml with these programs. */
const faultsOf = (programs: string, reasons = 'slow: It is slow.') =>
  faultsAfter({ [path]: `reasons: { ${reasons} }\nmodules: { grpc: slow }\nprograms:\n${programs}` });

test('reasons, by name or in a sentence, and what programs are given are right', () => {
  expect(
    faultsOf(`  basics/one/right.py:
    app: right:app
    env: { KEY: value }
    files: { built/index.html: text, made.py: 'x = 1' }
    apps: { seen: made:x }
    steps: { seen: slow }
    before: { seen: [seen, 'POST /a {"b": 1}'] }
    headers: { seen: { accept: '' } }
    beside: { seen: [seen, GET /a] }
    guests: { seen: { after: 1, target: /a, headers: {}, says: [hello] } }
    binary: [seen]
  basics/two/right.py: { without: It needs time and more. }
`),
  ).toEqual([]);
  expect(faultsAfter({ [record]: '{' }).some((fault) => fault.includes('run.yaml'))).toBe(false);
  expect(request).toContain('asked');
});

test.each([
  ['  basics/one/gone.py: { env: { a: b } }\n', 'programs.basics/one/gone.py: is no program.'],
  ['  basics/one/right.txt: {}\n', 'must be a program'],
  [
    '  basics/one/right.py: { steps: { gone: slow } }\n',
    'programs.basics/one/right.py, gone: is no step of its record.',
  ],
  [
    '  basics/one/right.py: { apps: { gone: right:b } }\n',
    'programs.basics/one/right.py, gone: is no step of its record.',
  ],
  ['  basics/one/right.py: { before: { seen: [gone] } }\n', 'programs.basics/one/right.py.before.seen: has "gone".'],
  ['  basics/one/right.py: { beside: { seen: [gone] } }\n', 'programs.basics/one/right.py.beside.seen: has "gone".'],
  [
    '  basics/one/right.py: { guests: { gone: { after: 1, target: /a, headers: {} } } }\n',
    'programs.basics/one/right.py, gone: is no step of its record.',
  ],
  ['  basics/one/right.py: { binary: [gone] }\n', 'programs.basics/one/right.py, gone: is no step of its record.'],
  ['  basics/one/right.py: { without: because }\n', 'programs.basics/one/right.py.without: says "because".'],
  ['  basics/one/right.py: { without: slow, env: { a: b } }\n', 'does not run and says more than why.'],
  ['  basics/one/right.py: { steps: { seen: no sentence } }\n', 'says "no sentence".'],
  [
    "  basics/one/right.py: { without: 'not A sentence.' }\n",
    'programs.basics/one/right.py.without: says "not A sentence.".\n  Write one sentence, or the name of one that stands under "reasons".',
  ],
  ["  basics/one/right.py: { without: 'It is so. And' }\n", 'without: says "It is so. And".'],
  ["  basics/one/right.py: { without: 'It is robust.' }\n", 'programs.basics/one/right.py.without: says "robust"'],
  ["  basics/one/right.py: { without: 'It is <b>so</b>.' }\n", 'programs.basics/one/right.py.without: '],
  [
    "  basics/one/right.py: { steps: { seen: 'It is robust.' } }\n",
    'programs.basics/one/right.py.steps.seen: says "robust"',
  ],
  ['  basics/one/right.py: { app: right }\n', 'must be module:name'],
  [
    '  basics/one/right.py: { app: left:app }\n',
    'programs.basics/one/right.py: names the app "left:app" of left.py, which is not beside it.',
  ],
  ['  basics/one/right.py: { apps: { seen: left:app } }\n', 'names the app "left:app" of left.py'],
])('%j is refused', (programs, message) => {
  const faults = faultsOf(programs);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(path);
  expect(faults[0]).toContain(message);
});

test('a reason of nothing is refused, and one that is no sentence', () => {
  expect(faultsOf('  {}\n', 'slow: It is slow., other: It is so.')).toEqual([
    `${path}, reasons.other: is the reason of nothing.\n  Remove it.`,
  ]);
  expect(faultsOf('  {}\n', 'slow: because')[0]).toContain('reasons.slow: says "because".');
  expect(
    faultsAfter({ [path]: 'reasons: {}\nmodules: { grpc: because }\nprograms: {}\n' }).map((one) => one.split('\n')[0]),
  ).toEqual([`${path}, modules.grpc: says "because".`]);
  // What is said of all values and outputs is used where there are any.
  expect(faultsOf('  {}\n', 'slow: It is slow., value: It is seen., output: It is printed.')).toEqual([]);
});
