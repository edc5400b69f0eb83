import { expect, test } from 'vitest';
import { differenceOf, linesOf, wordsIn } from '../../../src/study/difference.ts';

/** The pieces in one line: what only the first has between `-`, what only the second has between `+`. */
const drawn = (first: string, second: string) =>
  differenceOf(first, second)
    .map(({ text, in: side }) => ({ both: text, first: `-${text}-`, second: `+${text}+` })[side])
    .join('');

test('equal words make no difference, whatever stands between them', () => {
  expect(drawn('detail: Not Found', '{"detail": "Not Found"}')).toBe('{"detail": "Not Found"}');
  expect(drawn('', '')).toBe('');
  expect(drawn('[]', '[]')).toBe('[]');
});

test('words of one side are told where they would stand', () => {
  expect(drawn('{"detail": "missing"}', '{"detail": "Not Found"}')).toBe('{"detail-missing-": "+Not+ +Found+"}');
  expect(drawn('a b c', 'a c')).toBe('a-b- c');
  expect(drawn('a c', 'a b c')).toBe('a +b+ c');
  expect(drawn('', 'a b')).toBe('+a+ +b+');
  expect(drawn('a b', '')).toBe('-a--b-');
  expect(drawn('x a b', 'a b y')).toBe('-x-a b +y+');
});

test('as much as can be is taken for equal', () => {
  expect(wordsIn(differenceOf('b a b c', 'a b b c'), 'first')).toHaveLength(1);
  expect(wordsIn(differenceOf('one two three four', 'four one two three'), 'second')).toEqual(['four']);
});

test('a sign, a fraction and a case count', () => {
  expect(drawn('2', '-2')).toBe('-2-+-2+');
  expect(drawn('9.9', '9.90')).toBe('-9.9-+9.90+');
  expect(drawn('not', 'Not')).toBe('-not-+Not+');
  expect(drawn('max_length', 'max_length')).toBe('max_length');
});

test('the pieces of the second text make it up as it stands', () => {
  const second = '{"detail": [\n  {"type": "missing", "loc": ["query", "q"]}\n]}\n';
  for (const first of ['', 'missing query', '{"detail": [1, 2, 3]}', second]) {
    const pieces = differenceOf(first, second);
    const text = pieces.filter((piece) => piece.in !== 'first').map((piece) => piece.text);
    expect(text.join('')).toBe(second);
    expect(wordsIn(pieces, 'first')).toEqual(first.includes('1') ? ['1', '2', '3'] : []);
  }
});

test('lines are those of the second text', () => {
  const lines = linesOf(differenceOf('a x', '[\n  a,\n  b\n]'));
  expect(lines.map((line) => line.map(({ text, in: side }) => `${text}/${side}`))).toEqual([
    ['[/both'],
    ['  /both', 'a/both', 'x/first', ',/both'],
    ['  /both', 'b/second'],
    [']/both'],
  ]);
});
