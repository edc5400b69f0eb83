import { expect, test } from 'vitest';
import { Stopwatch } from '../../../src/elements/interview/stopwatch.ts';

test('a stopwatch counts while it runs, from what it had', () => {
  let now = 5000;
  const watch = new Stopwatch(10, () => now);
  expect(watch.isPaused).toBe(true);
  now += 1000;
  expect(watch.seconds).toBe(10);
  watch.go();
  now += 2500;
  expect(watch.seconds).toBe(12.5);
  watch.go();
  expect(watch.seconds).toBe(12.5);
  watch.pause();
  now += 9000;
  expect(watch.seconds).toBe(12.5);
  watch.pause();
  watch.go();
  now += 500;
  expect(watch.seconds).toBe(13);
  expect(watch.isPaused).toBe(false);
});

test('a stopwatch that is set goes on as it was, running or not', () => {
  let now = 0;
  const watch = new Stopwatch(0, () => now);
  watch.set(7);
  now += 1000;
  expect(watch.seconds).toBe(7);
  watch.go();
  now += 1000;
  watch.set(0);
  expect(watch.seconds).toBe(0);
  now += 1000;
  expect(watch.seconds).toBe(1);
});
