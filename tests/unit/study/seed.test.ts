import { expect, test } from 'vitest';
import { isSeed, newSeed, numberOf, shuffled } from '../../../src/study/seed.ts';

test('a number depends on the text alone, and neighbors lie apart', () => {
  expect(numberOf('')).toBe(numberOf(''));
  // Written out: links that are shared give the same interview for as long as these hold.
  expect([numberOf('abc'), numberOf('abd'), numberOf('k3f9x:17')]).toEqual([482950588, 2272456176, 581748710]);
  const numbers = Array.from({ length: 1000 }, (_, at) => numberOf(`seed:${at}`));
  expect(new Set(numbers).size).toBe(1000);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  const upper = numbers.filter((one) => one >= 2 ** 31).length;
  expect(upper).toBeGreaterThan(440);
  expect(upper).toBeLessThan(560);
});

test('one item more or less moves none of the others', () => {
  const items = Array.from({ length: 40 }, (_, at) => at + 1);
  const order = shuffled(items, 'k3f9x');
  expect([...order].sort((a, b) => a - b)).toEqual(items);
  expect(order).not.toEqual(items);
  expect(
    shuffled(
      items.filter((one) => one !== 7),
      'k3f9x',
    ),
  ).toEqual(order.filter((one) => one !== 7));
  expect(shuffled(items, 'other')).not.toEqual(order);
  expect(shuffled([...items].reverse(), 'k3f9x')).toEqual(order);
  expect(shuffled(['b', 'a'], '')).toHaveLength(2);
});

test('a seed has five letters or digits that are not mistaken for each other', () => {
  const values = [0, 0.999, 0.5, 0.1, 0.75];
  const seed = newSeed(() => values.shift()!);
  expect(seed).toBe('a9sd2');
  expect(isSeed(seed)).toBe(true);
  for (const text of ['', 'A', 'a b', 'x'.repeat(17), 'ä', 'a\n']) expect(isSeed(text), text).toBe(false);
});
