import { describe, expect, test } from 'vitest';
import {
  type Graded,
  isDay,
  isDayChoice,
  isGraded,
  lastOf,
  merge,
  missedIn,
  nothing,
  type Progress,
  timeFor,
} from '../../../src/study/progress.ts';
import { pickBy } from '../../support/random.ts';

const given = (number: number, at: number, grade: Graded['grade'], more: Partial<Graded> = {}): Graded => ({
  number,
  at,
  grade,
  by: 'practice',
  seen: '',
  ...more,
});
const state = (graded: Graded[], day = nothing.day): Progress => ({ graded, day });

describe('states merge', () => {
  /** A state of few questions and seconds, so that states overlap and contradict each other. */
  function someState(seed: number): Progress {
    const pick = pickBy(seed);
    const graded = Array.from({ length: pick([0, 1, 5, 12]) }, () =>
      given(pick([1, 2, 3]), pick([10, 11, 12]), pick([0, 1, 2, 3, 4]), {
        by: pick(['practice', 'mock']),
        seen: pick(['', '0123456789ab']),
        ...(pick([true, false]) && { item: pick(['a', 'b']) }),
      }),
    );
    return merge(state(graded, { day: pick(['', '2026-12-01', '2026-12-24']), at: pick([0, 7, 8]) }), nothing);
  }

  test('in any order, however often, to the same', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const [a, b, c] = [someState(seed), someState(seed + 1000), someState(seed + 2000)];
      expect(merge(a, b), `${seed}`).toEqual(merge(b, a));
      expect(merge(a, a)).toEqual(a);
      expect(merge(merge(a, b), b)).toEqual(merge(a, b));
      expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
      expect(merge(a, nothing)).toEqual(a);
    }
  });

  test('by question and second; what was taken back stays so', () => {
    const kept = given(7, 100, 3);
    const later = given(7, 200, 1);
    const undone = { ...kept, grade: 0 as const };
    expect(merge(state([later]), state([kept])).graded).toEqual([kept, later]);
    expect(merge(state([kept]), state([undone])).graded).toEqual([undone]);
    expect(merge(state([undone]), state([kept])).graded).toEqual([undone]);
    expect(merge(state([given(7, 100, 2)]), state([kept])).graded).toEqual([given(7, 100, 2)]);
  });

  test('to the day that was chosen last', () => {
    const christmas = { day: '2026-12-24', at: 5 };
    expect(merge(state([], christmas), state([], { day: '2026-12-01', at: 4 })).day).toEqual(christmas);
    expect(merge(state([], christmas), state([], { day: '', at: 6 })).day).toEqual({ day: '', at: 6 });
    expect(merge(state([], christmas), state([], { day: '2026-12-25', at: 5 })).day.day).toBe('2026-12-25');
  });
});

test('a grade has a second of its own', () => {
  expect(timeFor([], 7, 50)).toBe(50);
  expect(timeFor([given(7, 50, 3), given(8, 90, 3)], 7, 50)).toBe(51);
  // A clock that was set back gives no grade before the last.
  expect(timeFor([given(7, 500, 0), given(7, 400, 3)], 7, 50)).toBe(501);
  const many = Array.from({ length: 200_000 }, (_, second) => given(7, second, 3));
  expect(timeFor(many, 7, 50)).toBe(200_000);
});

test('the last grade counts, not one that was taken back', () => {
  const graded = [given(7, 30, 0), given(7, 20, 1), given(7, 10, 3), given(2, 5, 1, { by: 'predict' }), given(9, 1, 0)];
  expect([...lastOf(graded)].map(([number, { at }]) => [number, at])).toEqual([
    [2, 5],
    [7, 20],
  ]);
  expect(missedIn(graded)).toEqual([2, 7]);
  expect(missedIn(graded, ['practice', 'mock'])).toEqual([7]);
  expect(missedIn([...graded, given(7, 40, 2)])).toEqual([2]);
});

describe('what is not ours is told', () => {
  test('of grades', () => {
    const good = given(7, 1_795_718_782, 3, { seen: '0123456789ab', item: 'q7-pitfalls/2' });
    expect(isGraded(good)).toBe(true);
    expect(isGraded(given(1, 0, 0))).toBe(true);
    for (const bad of [
      null,
      5,
      'x',
      [],
      {},
      { ...good, number: 0 },
      { ...good, number: 1e6 },
      { ...good, number: 1.5 },
      { ...good, number: '7' },
      { ...good, at: -1 },
      { ...good, at: 2 ** 36 },
      { ...good, at: 1.5 },
      { ...good, grade: 5 },
      { ...good, grade: '3' },
      { ...good, by: 'reading' },
      { ...good, seen: '0123' },
      { ...good, seen: undefined },
      { ...good, item: '<b>' },
      { ...good, item: 'x'.repeat(81) },
      { ...good, item: 4 },
    ]) {
      expect(isGraded(bad), JSON.stringify(bad)).toBe(false);
    }
  });

  test('of days', () => {
    expect(['2026-12-24', '2028-02-29'].every(isDay)).toBe(true);
    expect(['2026-02-30', '2026-13-01', '2026-1-1', '', 'x', 5, null, ' 2026-12-24'].some(isDay)).toBe(false);
    expect(isDayChoice({ day: '', at: 0 })).toBe(true);
    expect(isDayChoice({ day: '2026-12-24', at: 9 })).toBe(true);
    for (const bad of [null, {}, { day: 'x', at: 1 }, { day: '' }, { day: '', at: 'x' }])
      expect(isDayChoice(bad)).toBe(false);
  });
});
