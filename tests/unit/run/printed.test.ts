import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Printed } from '../../../src/run/printed.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what is printed in little pieces is told in few, and all of it', () => {
  const told: string[] = [];
  const printed = new Printed((text) => told.push(text));
  for (let line = 0; line < 100; line += 1) printed.add(`${line}\n`);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(50);
  expect(told).toHaveLength(1);
  printed.add('more');
  printed.flush();
  vi.advanceTimersByTime(500);
  expect(told).toHaveLength(2);
  expect(printed.text).toBe(`${Array.from({ length: 100 }, (_, line) => `${line}\n`).join('')}more`);
});

test('more than a page can show is cut off, and said to be, once', () => {
  const told: string[] = [];
  const printed = new Printed((text) => told.push(text));
  printed.add('x'.repeat(99_999));
  printed.add('yz');
  printed.add('never');
  printed.flush();
  expect(told.join('')).toBe(`${'x'.repeat(99_999)}y\n… the rest of the output is not shown.\n`);
});

test('after a reset there is room again', () => {
  const told: string[] = [];
  const printed = new Printed((text) => told.push(text));
  printed.add('x'.repeat(100_000));
  printed.reset();
  expect(printed.text).toBe('');
  printed.add('more');
  printed.flush();
  expect(printed.text).toBe('more');
  expect(told.at(-1)).toBe('more');
});

test('while it is mute, and what waits then, is told to nobody', () => {
  const told: string[] = [];
  const printed = new Printed((text) => told.push(text));
  printed.add('earlier');
  printed.mute();
  printed.add('late');
  vi.advanceTimersByTime(500);
  printed.add('later');
  printed.flush();
  expect(told).toEqual([]);
  printed.reset();
  printed.add('now');
  printed.flush();
  printed.add('old');
  printed.reset();
  vi.advanceTimersByTime(500);
  expect(told).toEqual(['now']);
  expect(printed.text).toBe('');
});
