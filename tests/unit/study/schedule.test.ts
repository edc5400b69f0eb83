import { createEmptyCard, fsrs } from 'ts-fsrs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayOf, daysBetween, startOf } from '../../../src/study/days.ts';
import type { Grade, Graded } from '../../../src/study/progress.ts';
import {
  chanceAt,
  dueIn,
  inWords,
  nextTime,
  outcomes,
  planOf,
  standingsOf,
  todays,
} from '../../../src/study/schedule.ts';
import { pickBy } from '../../support/random.ts';

const zone = process.env['TZ'];
beforeAll(() => {
  // Its clocks were set back on 25 October 2026.
  process.env['TZ'] = 'Europe/Berlin';
});
afterAll(() => {
  process.env['TZ'] = zone;
});

const numbers = Array.from({ length: 40 }, (_, at) => at + 1);
const at = (text: string) => new Date(text);
const seconds = (time: Date) => Math.floor(time.getTime() / 1000);
const given = (number: number, time: Date, grade: Graded['grade'], by: Graded['by'] = 'practice'): Graded => ({
  number,
  at: seconds(time),
  grade,
  by,
  seen: '',
});

describe('days', () => {
  test('are those of the reader', () => {
    expect(dayOf(at('2026-11-26T23:30:00Z'))).toBe('2026-11-27');
    expect(startOf('2026-11-27')).toEqual(at('2026-11-26T23:00:00Z'));
    expect(startOf('2026-12-31', 1)).toEqual(at('2026-12-31T23:00:00Z'));
    // A day of 25 hours.
    expect(startOf('2026-10-25', 1).getTime() - startOf('2026-10-25').getTime()).toBe(25 * 3_600_000);
    expect(daysBetween('2026-10-20', '2026-10-30')).toBe(10);
    expect(daysBetween('2026-11-02', '2026-11-01')).toBe(-1);
  });
});

/** A month of rehearsing as a reader would do it: each day what is due and that day's new questions, again and again until none is due. */
function month(first: string, length: number, seed: number, day: string) {
  const pick = pickBy(seed);
  const graded: Graded[] = [];
  for (let after = 0; after < length; after += 1) {
    let now = new Date(startOf(first, after).getTime() + pick([7, 12, 20]) * 3_600_000);
    // Sometimes a day is left out.
    if (pick([1, 2, 3, 4, 5, 6]) === 6 && after < length - 1) continue;
    for (let round = 0; round < 20; round += 1) {
      const due = todays(numbers, standingsOf({ graded }), day, now);
      if (!due.length) break;
      for (const number of due) {
        graded.push(given(number, now, pick<Grade>([1, 2, 3, 3, 3, 4])));
        now = new Date(now.getTime() + 40_000);
      }
      now = new Date(now.getTime() + 900_000);
    }
  }
  return graded;
}

describe('a month until the interview', () => {
  for (const [first, day] of [
    ['2026-11-26', '2026-12-26'],
    ['2026-10-10', '2026-11-09'],
  ] as const) {
    test(`from ${first}: nothing is due after the day, and all has been seen before it`, () => {
      for (let seed = 1; seed <= 12; seed += 1) {
        const graded = month(first, 30, seed, day);
        const now = new Date(startOf(day).getTime() - 60_000);
        const standings = standingsOf({ graded });
        expect([...standings.keys()].sort((a, b) => a - b)).toEqual(numbers);
        for (const standing of standings.values())
          expect(nextTime(standing, day, now).getTime()).toBeLessThanOrEqual(startOf(day).getTime());
        // On the day itself too, whatever is graded.
        const last = standingsOf({
          graded: [...graded, ...numbers.map((number) => given(number, startOf(day), ((number % 4) + 1) as Grade))],
        });
        for (const standing of last.values()) {
          const due = nextTime(standing, day, startOf(day));
          expect(dayOf(due)).toBe(day);
          for (const outcome of Object.values(outcomes(standing, day, startOf(day)))) expect(dayOf(outcome)).toBe(day);
        }
      }
    });
  }

  test('without the clamp the scheduler goes beyond the day', () => {
    const bare = fsrs({ enable_fuzz: false, maximum_interval: 21 });
    let card = createEmptyCard(at('2026-11-26T12:00:00Z'));
    for (let round = 0; round < 6; round += 1) card = bare.next(card, card.due, 3).card;
    expect(card.scheduled_days).toBe(22);
  });
});

describe('what comes when', () => {
  const now = at('2026-11-26T20:00:00+01:00');
  const words = (grades: ReturnType<typeof outcomes>, day: string, time = now) =>
    Object.values(grades).map((due) => inWords(due, day, time));

  test('is that of the scheduler, at midnight where it is days', () => {
    expect(words(outcomes(undefined, '', now), '')).toEqual([
      'in 10 minutes',
      'in 15 minutes',
      'in 2 days',
      'in 8 days',
    ]);
    expect(outcomes(undefined, '', now)[3]).toEqual(at('2026-11-28T00:00:00+01:00'));
    const good = standingsOf({ graded: [given(7, now, 3)] }).get(7)!;
    expect(nextTime(good, '', now)).toEqual(at('2026-11-28T00:00:00+01:00'));
    const card = fsrs({ enable_fuzz: false, learning_steps: ['10m'], relearning_steps: ['10m'] }).next(
      createEmptyCard(now),
      now,
      3,
    ).card;
    expect(good.card.stability).toBe(card.stability);
    expect(good.card.difficulty).toBe(card.difficulty);
  });

  test('is never after the day; a day that is over counts no more', () => {
    expect(words(outcomes(undefined, '2026-11-29', now), '2026-11-29')).toEqual([
      'in 10 minutes',
      'in 15 minutes',
      'in 2 days',
      'on the day',
    ]);
    const inTheMorning = at('2026-11-29T08:00:00+01:00');
    expect(words(outcomes(undefined, '2026-11-29', inTheMorning), '2026-11-29', inTheMorning)).toEqual([
      'in 10 minutes',
      'in 15 minutes',
      'not again',
      'not again',
    ]);
    expect(words(outcomes(undefined, '2026-11-25', now), '2026-11-25')).toEqual([
      'in 10 minutes',
      'in 15 minutes',
      'in 2 days',
      'in 8 days',
    ]);
  });

  test('is three weeks at most where there is no day', () => {
    const graded = [0, 8, 40, 80].map((after) => given(7, new Date(now.getTime() + after * 86_400_000), 4));
    const standing = standingsOf({ graded }).get(7)!;
    expect(standing.card.scheduled_days).toBeGreaterThan(60);
    const last = standing.card.last_review!;
    expect(daysBetween(dayOf(last), dayOf(nextTime(standing, '', last)))).toBe(21);
  });

  test('takes grades of practice and mock interviews, in order of time, but none that was taken back', () => {
    const graded = [given(7, new Date(now.getTime() + 60_000), 1, 'mock'), given(7, now, 3)];
    expect(standingsOf({ graded }).get(7)!.card).toMatchObject({ reps: 2, lapses: 1 });
    expect(standingsOf({ graded: [given(7, now, 0), given(8, now, 1, 'mistakes')] }).size).toBe(0);
    expect(
      standingsOf({ graded: [{ ...given(7, now, 3), seen: 'e6070c5c85e7' }, given(7, at('2026-12-01'), 3)] }).get(7)!
        .seen,
    ).toBe('e6070c5c85e7');
  });

  test('a clock that was set back changes no order', () => {
    const standing = standingsOf({ graded: [given(7, at('2027-01-01'), 3)] }).get(7)!;
    expect(outcomes(standing, '', now)[1].getTime()).toBeGreaterThan(at('2027-01-01').getTime());
  });

  test('in words', () => {
    const later = (minutes: number) => inWords(new Date(now.getTime() + minutes * 60_000), '', now);
    expect([-5, 0, 0.5, 59, 90, 3 * 60].map(later)).toEqual([
      'now',
      'now',
      'in 1 minute',
      'in 59 minutes',
      'in 2 hours',
      'in 3 hours',
    ]);
    expect(later(60 * 5)).toBe('tomorrow');
    expect(later(60 * 24 * 3)).toBe('in 3 days');
  });
});

describe('the plan', () => {
  const now = at('2026-11-26T20:00:00+01:00');

  test('of a day is what is due, longest first, then a share of the new', () => {
    const graded = [given(5, at('2026-11-20T12:00:00Z'), 3), given(9, at('2026-11-10T12:00:00Z'), 3)];
    const standings = standingsOf({ graded });
    expect(dueIn(numbers, standings, '', now)).toEqual([9, 5]);
    expect(dueIn([5, 6], standings, '', now)).toEqual([5]);
    expect(todays(numbers, standings, '', now)).toEqual([9, 5, 1, 2, 3, 4, 6]);
    // 38 new questions, and nineteen days.
    expect(todays(numbers, standings, '2026-12-15', now)).toEqual([9, 5, 1, 2]);
    // Eighteen days: rather too many a day than too few.
    expect(todays(numbers, standings, '2026-12-14', now)).toEqual([9, 5, 1, 2, 3]);
    // Those begun today are part of the share.
    const more = standingsOf({ graded: [...graded, given(1, now, 3)] });
    expect(todays(numbers, more, '2026-12-15', now)).toEqual([9, 5, 2]);
    expect(todays(numbers, more, '2026-11-26', now)).toHaveLength(2 + 37);
  });

  test('until the day leads through all questions and ends on it', () => {
    const plan = planOf(numbers, { graded: [] }, '2026-12-06', now);
    expect(plan[0]).toEqual({ day: '2026-11-26', numbers: [1, 2, 3, 4] });
    expect(new Set(plan.slice(0, -1).flatMap((one) => one.numbers)).size).toBe(40);
    expect(plan.at(-1)!.day).toBe('2026-12-06');
    expect(planOf(numbers, { graded: [] }, '', now).at(-1)!.day).toBe('2026-12-09');
    expect(planOf([], { graded: [] }, '', now)).toEqual([]);
    // A day that a file brought may lie anywhere.
    const far = planOf(numbers, { graded: [] }, '9999-12-31', now);
    expect(far.length).toBeGreaterThan(40);
    expect(far.at(-1)!.day <= '2028-11-25').toBe(true);
  });
});

test('what is still known on the day falls with time', () => {
  const now = at('2026-11-26T20:00:00+01:00');
  const standing = standingsOf({ graded: [given(7, now, 3)] }).get(7)!;
  expect(chanceAt(standing, now)).toBe(1);
  expect(chanceAt(standing, at('2026-11-28T20:00:00+01:00'))).toBeCloseTo(0.91, 1);
  expect(chanceAt(standing, at('2026-12-26'))).toBeLessThan(0.75);
  expect(chanceAt(undefined, now)).toBe(0);
});
