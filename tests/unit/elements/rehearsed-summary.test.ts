import { afterEach, expect, test, vi } from 'vitest';
import { summarize } from '../../../src/elements/rehearsed-summary.ts';
import { recall } from '../../../src/elements/storage.ts';
import type { Progress } from '../../../src/study/progress.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('the summary says when each answer is due, by the day of the interview at the latest, and what was seen of it', () => {
  const items = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, text: string) => void items.set(key, text),
    removeItem: (key: string) => void items.delete(key),
  });
  const now = new Date(2026, 10, 26, 20);
  vi.useFakeTimers({ now });
  const at = now.getTime() / 1000;
  const progress: Progress = {
    graded: [
      { number: 7, at, grade: 3, by: 'practice', seen: 'e6070c5c85e7' },
      { number: 8, at, grade: 4, by: 'mock', seen: '' },
      { number: 9, at, grade: 1, by: 'practice', seen: '' },
      { number: 10, at, grade: 0, by: 'practice', seen: '' },
      { number: 41, at, grade: 1, by: 'practice', seen: '' },
    ],
    day: { day: '2026-11-30', at },
  };
  // The site has no answer 41 any more.
  summarize(progress, (number) => number <= 40);
  expect(recall('rehearsed')).toEqual({
    7: ['2026-11-28', 'e6070c5c85e7'],
    8: ['2026-11-30', ''],
    9: ['2026-11-26', ''],
  });
  items.set('fastapi-answers:rehearsed', '[null]');
  expect(recall('rehearsed')).toBeUndefined();
});
