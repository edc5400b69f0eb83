import { expect, test } from 'vitest';
import { clockOf, paceOf } from '../../../src/study/pace.ts';

const text = (words: number) => `${'word '.repeat(words)}– !`;

test('a pace is what the spoken answer would have been said at', () => {
  expect(paceOf(text(75), 30)).toEqual({ words: 75, perMinute: 150, verdict: 'calm' });
  expect(paceOf(text(70), 20)).toEqual({ words: 70, perMinute: 210, verdict: 'rushed' });
  expect(paceOf(text(70), 60)).toEqual({ words: 70, perMinute: 70, verdict: 'slow' });
});

test('the bounds of a calm pace belong to it', () => {
  expect(paceOf(text(170), 60)?.verdict).toBe('calm');
  expect(paceOf(text(171), 60)?.verdict).toBe('rushed');
  expect(paceOf(text(110), 60)?.verdict).toBe('calm');
  expect(paceOf(text(109), 60)?.verdict).toBe('slow');
});

test('in a few seconds nothing was said that could be compared', () => {
  expect(paceOf(text(70), 9.9)).toBeUndefined();
  expect(paceOf(text(70), 10)).toEqual({ words: 70, perMinute: 420, verdict: 'rushed' });
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
