import { expect, test } from 'vitest';
import { chosen } from '../../../src/study/choice.ts';
import type { Graded } from '../../../src/study/progress.ts';
import { standingsOf } from '../../../src/study/schedule.ts';

const questions = [
  { number: 30, section: 'security', level: 'senior' },
  { number: 1, section: 'fundamentals', level: 'junior' },
  { number: 2, section: 'fundamentals', level: 'mid' },
  { number: 3, section: 'fundamentals', level: 'mid' },
];
const now = new Date('2026-11-26T20:00:00Z');
const given = (number: number, daysAgo: number, grade: Graded['grade'], by: Graded['by'] = 'practice'): Graded => ({
  number,
  at: Math.floor(now.getTime() / 1000) - daysAgo * 86_400,
  grade,
  by,
  seen: '',
});
const graded = [given(2, 9, 3), given(30, 20, 1, 'mock'), given(1, 1, 1, 'mistakes')];
const progress = { graded, day: { day: '2026-11-27', at: 1 } };
const choose = (choice: Partial<Parameters<typeof chosen>[1]>) =>
  chosen(questions, { section: '', level: '', set: [], ...choice }, progress, standingsOf(progress), now);

test('a choice offers what is due, missed, new, and all, in reading order', () => {
  expect(choose({})).toEqual({
    today: [30, 2, 1, 3],
    due: [30, 2],
    // Missed when rehearsed, not in another exercise.
    missed: [30],
    new: [1, 3],
    all: [30, 1, 2, 3],
    set: [],
  });
});

test('of a section and a level; a set is as it was made', () => {
  expect(choose({ section: 'fundamentals' })).toMatchObject({ today: [2, 1, 3], missed: [], all: [1, 2, 3] });
  expect(choose({ section: 'fundamentals', level: 'mid' }).all).toEqual([2, 3]);
  expect(choose({ level: 'senior' }).all).toEqual([30]);
  expect(choose({ section: 'security', set: [3, 99, 1] })).toMatchObject({ all: [30], set: [3, 1] });
});
