import { expect, test } from 'vitest';
import { errorsBetween } from '../../../src/lib/edit-distance.ts';

test.each([
  ['async', 'async', 0],
  ['asnyc', 'async', 1],
  ['asyncc', 'async', 1],
  ['asyn', 'async', 1],
  ['asyxc', 'async', 1],
  ['sanyc', 'async', 2],
  ['', 'ab', 2],
  ['abc', '', 3],
])('%s and %s are %i errors apart', (a, b, errors) => {
  expect(errorsBetween(a, b, 5)).toBe(errors);
  expect(errorsBetween(b, a, 5)).toBe(errors);
});

test('beyond the most that is asked for, it is one more', () => {
  expect(errorsBetween('abcdef', 'uvwxyz', 2)).toBe(3);
  expect(errorsBetween('a', 'abcdef', 2)).toBe(3);
  expect(errorsBetween('abcdef', 'a', 2)).toBe(3);
});

test('with an open end, the first may be the beginning of the second', () => {
  expect(errorsBetween('valid', 'validation', 1, true)).toBe(0);
  expect(errorsBetween('vaild', 'validation', 1, true)).toBe(1);
  expect(errorsBetween('validation', 'valid', 1, true)).toBe(2);
  expect(errorsBetween('valix', 'validation', 1, true)).toBe(1);
  expect(errorsBetween('xyzid', 'validation', 1, true)).toBe(2);
});
