import { expect, test } from 'vitest';
import { readRound, writeRound } from '../../../src/study/round.ts';
import { numberOf, shuffled } from '../../../src/study/seed.ts';

const names = 'abcdefghijklmnopqrstuvwxyz'.split('');
const order = (items: string[], seed: string) => shuffled(items, seed, (one) => one).join('');

test('a seed gives one order, another seed another, and no item is lost', () => {
  expect(order(names, 'x')).toBe(order(names.toReversed(), 'x'));
  expect(order(names, 'x')).not.toBe(order(names, 'y'));
  expect(order(names, 'x')).not.toBe(names.join(''));
  expect(order(names, 'x').split('').sort()).toEqual(names);
  // Links that were shared hold their order.
  expect(order(names.slice(0, 6), 'x7')).toBe('cfbead');
});

test('an item that comes or goes leaves the order of the others as it was', () => {
  const without = names.filter((one) => one !== 'k');
  expect(order(names, 'x').replace('k', '')).toBe(order(without, 'x'));
});

test('every item is as likely to come first as another', () => {
  const first = new Map<string, number>();
  for (let seed = 0; seed < 2600; seed += 1) {
    const one = order(names, String(seed))[0]!;
    first.set(one, (first.get(one) ?? 0) + 1);
  }
  expect(Math.min(...first.values())).toBeGreaterThan(60);
  expect(Math.max(...first.values())).toBeLessThan(150);
});

test('items of one name keep together, whatever the order they came in', () => {
  expect(shuffled([{ n: 'a' }, { n: 'a' }], 's', ({ n }) => n)).toHaveLength(2);
  expect(numberOf('')).toBe(numberOf(''));
  expect(numberOf('a')).not.toBe(numberOf('b'));
  expect(numberOf('long text')).toBeLessThan(2 ** 32);
  expect(numberOf('long text')).toBeGreaterThanOrEqual(0);
});

const known = ['routing', 'testing'];

test('a round that is written is read again', () => {
  for (const round of [
    { seed: 'x7', sections: [] },
    { seed: '0', sections: ['testing', 'routing'], count: 5 },
  ]) {
    expect(readRound(writeRound(round), known)).toEqual(round);
  }
  expect(writeRound({ seed: 'x7', sections: ['routing', 'testing'], count: 10 })).toBe(
    'seed=x7&sections=routing,testing&count=10',
  );
});

test('a fragment without a seed is no round, and what is damaged in one is left out', () => {
  expect(readRound('', known)).toBeUndefined();
  expect(readRound('none-is-a-default', known)).toBeUndefined();
  expect(readRound('seed=', known)).toBeUndefined();
  expect(readRound('seed=X Y', known)).toBeUndefined();
  expect(readRound('seed=abcdefghijklm', known)).toBeUndefined();
  expect(readRound('seed=a&sections=routing,nowhere,routing&count=-3', known)).toEqual({
    seed: 'a',
    sections: ['routing'],
  });
  expect(readRound('seed=a&count=2.5', known)).toEqual({ seed: 'a', sections: [] });
  expect(readRound('seed=a&count=1', known)).toEqual({ seed: 'a', sections: [], count: 1 });
});
