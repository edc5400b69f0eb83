import { expect, test } from 'vitest';
import { compare, countDifferences, fits } from '../../../src/run/difference.ts';

/** Lines as `side text`, changed words in brackets. */
const shown = (recorded: string, now: string) =>
  compare(recorded, now).map(
    (line) =>
      `${{ both: ' ', recorded: '-', now: '+' }[line.in]}${line.pieces.map(({ text, changed }) => (changed ? `[${text}]` : text)).join('')}`,
  );

test('the same text has no difference', () => {
  expect(shown('a\nb', 'a\nb')).toEqual([' a', ' b']);
  expect(countDifferences(compare('a\nb', 'a\nb'))).toBe(0);
  expect(compare('', '')).toEqual([]);
});

test('a line that changed stands beneath the recorded one, its words marked', () => {
  expect(shown('x\n{"id": 7, "title": "Dune"}\ny', 'x\n{"id": 8, "title": "Dune"}\ny')).toEqual([
    ' x',
    '-{"id": [7], "title": "Dune"}',
    '+{"id": [8], "title": "Dune"}',
    ' y',
  ]);
});

test('lines that are gone or new are marked whole, and so is one that shares no word', () => {
  expect(shown('a\nb', 'a')).toEqual([' a', '-[b]']);
  expect(shown('a', 'a\nb')).toEqual([' a', '+[b]']);
  expect(shown('', 'a')).toEqual(['+[a]']);
  expect(shown('one', 'two')).toEqual(['-[one]', '+[two]']);
  expect(shown('b: 1\nc: 2', 'b: 3')).toEqual(['-b: [1]', '-[c: 2]', '+b: [3]']);
  expect(shown('b: 1', 'b: 3\nc: 2')).toEqual(['-b: [1]', '+b: [3]', '+[c: 2]']);
});

test('what comes after a line that is gone is not taken for its successor', () => {
  expect(shown('a\nb\nc', 'b\nd')).toEqual(['-[a]', ' b', '-[c]', '+[d]']);
});

test('a mask fits any text of its line, and nothing else is forgiven', () => {
  expect(fits('{"token": "<token>"}', '{"token": "abc.def"}')).toBe(true);
  expect(fits('took … seconds', 'took 0.3 seconds')).toBe(true);
  expect(fits('took … seconds', 'took 0.3 minutes')).toBe(false);
  expect(fits('took … seconds', 'took  seconds')).toBe(false);
  expect(fits('a.c (…)', 'abc (1)')).toBe(false);
  expect(fits('<Token>', 'x')).toBe(false);
  expect(fits('a …', 'a 1\nb')).toBe(false);
  expect(shown('id: …\nx', 'id: 5\ny')).toEqual([' id: 5', '-[x]', '+[y]']);
});

test('differences are counted on the side that has more', () => {
  expect(countDifferences(compare('a 1\nb 2\nc', 'a 2'))).toBe(3);
  expect(countDifferences(compare('a', 'a\nb\nc'))).toBe(2);
});

test('texts that have next to nothing in common are not compared to the end', () => {
  const many = (word: string) => Array.from({ length: 500 }, (_, at) => `${word}${at}`).join('\n');
  const lines = compare(many('a'), many('b'));
  expect(lines.filter((line) => line.in === 'recorded')).toHaveLength(500);
  expect(lines.filter((line) => line.in === 'now')).toHaveLength(500);
  expect(lines[0]).toEqual({ in: 'recorded', pieces: [{ text: 'a0', changed: true }] });
});

test('several masks of a line fit in order, each some text, in one pass over what came', () => {
  expect(fits('a … b … c', 'a 1 b 2 c')).toBe(true);
  expect(fits('a … b … c', 'a 1 b 2 b 3 c')).toBe(true);
  expect(fits('a … b … c', 'a 1 c 2 b')).toBe(false);
  expect(fits('a … b … c', 'x 1 b 2 c')).toBe(false);
  expect(fits('a…b…c', 'abbc')).toBe(false);
  expect(fits('a…b…c', 'aXb1c')).toBe(true);
  expect(fits('a…b…c', 'a1bc')).toBe(false);
  expect(fits('…a', 'aa')).toBe(true);
  expect(fits('…a', 'a')).toBe(false);
  expect(fits('a…', 'a')).toBe(false);
  expect(fits('aa…aa', 'aaa')).toBe(false);
  expect(fits('id: …\nb: …', 'id: 1\nb: 2')).toBe(true);
  expect(fits('id: …\nb', 'id: 1\nc')).toBe(false);
  expect(fits('id: …', 'id: 1\n')).toBe(false);
  // As a pattern it takes longer than anyone lives.
  expect(fits(`x${'…a'.repeat(8)}z`, `x${'a'.repeat(100_000)}`)).toBe(false);
});

test('of more lines than a page can show, the rest is one line', () => {
  const lines = compare('a', Array(5000).fill('b').join('\n'));
  expect(lines).toHaveLength(2002);
  expect(lines.at(-1)).toEqual({ in: 'now', pieces: [{ text: '… 3000 more lines', changed: true }] });
  expect(compare('', Array(2000).fill('b').join('\n'))).toHaveLength(2000);
});
