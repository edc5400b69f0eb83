import { expect, test } from 'vitest';
import { clockOf, paceOf } from '../../../src/study/pace.ts';

test('a pace is what the spoken answer would have been said at', () => {
  expect(paceOf(75, 30)).toEqual({ perMinute: 150, verdict: 'calm' });
  expect(paceOf(70, 20)).toEqual({ perMinute: 210, verdict: 'rushed' });
  expect(paceOf(70, 60)).toEqual({ perMinute: 70, verdict: 'slow' });
});

test('the bounds of a calm pace belong to it', () => {
  expect(paceOf(170, 60)?.verdict).toBe('calm');
  expect(paceOf(171, 60)?.verdict).toBe('rushed');
  expect(paceOf(110, 60)?.verdict).toBe('calm');
  expect(paceOf(109, 60)?.verdict).toBe('slow');
});

test('a button that was pressed twice is no answer', () => {
  expect(paceOf(70, 2.9)).toBeUndefined();
  expect(paceOf(70, 3)).toEqual({ perMinute: 1400, verdict: 'rushed' });
});

test('a clock shows minutes, and hours where there are any', () => {
  expect([0, 7, 59.9, 60, 754, 3600, 3723, -3].map(clockOf)).toEqual([
    '0:00',
    '0:07',
    '0:59',
    '1:00',
    '12:34',
    '1:00:00',
    '1:02:03',
    '0:00',
  ]);
});
