import { expect, test } from 'vitest';
import { readNumbers, readSteps, writeNumbers, writeSteps } from '../../../src/search/numbers.ts';

test('a number below 32 is one letter; a higher one has its lowest digit first, and all but the last marked', () => {
  expect(writeNumbers([0, 1, 25, 26, 31])).toBe('ABZaf');
  expect(writeNumbers([32, 33, 63])).toBe('gBhB/B');
  expect(writeNumbers([1023, 1024])).toBe('/fggB');
  expect(writeNumbers([])).toBe('');
});

test('what is written is read', () => {
  expect([...readNumbers('ABZaf')]).toEqual([0, 1, 25, 26, 31]);
  expect([...readNumbers('gBhB/B/fggB')]).toEqual([32, 33, 63, 1023, 1024]);
  expect([...readNumbers('')]).toEqual([]);
});

test('numbers in any order come back, in a character for each small step', () => {
  const numbers = [6, 7, 41, 8, 9, 0, 100_000];
  expect(readSteps(writeSteps(numbers))).toEqual(numbers);
  expect(readSteps('')).toEqual([]);
  expect(writeSteps([1, 2, 17, 2])).toHaveLength(4);
});
