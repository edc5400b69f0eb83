import { describe, expect, test } from 'vitest';
import { type Graded, nothing, type Progress } from '../../../src/study/progress.ts';
import {
  afterGrade,
  askedIn,
  beforeGrade,
  comingIn,
  missedIn,
  readSession,
  soonIn,
} from '../../../src/study/session.ts';

const now = new Date(2026, 10, 26, 20);
const given = (number: number, grade: Graded['grade'], minutes = 0): Graded => ({
  number,
  at: now.getTime() / 1000 - minutes * 60,
  grade,
  by: 'practice',
  seen: '',
});
const known = (...graded: Graded[]): Progress => ({ ...nothing, graded });

describe('a session', () => {
  test('asks one question after the other, and what is due again before those to come', () => {
    const first = given(7, 1, 12);
    const one = afterGrade({ queue: [7, 8, 9], done: [] }, first, known(first), new Date(now.getTime() - 12 * 60_000));
    expect(one).toEqual({ queue: [8, 9], done: [first] });
    const second = given(8, 3);
    // Ten minutes have gone by.
    const two = afterGrade(one, second, known(first, second), now);
    expect(two).toEqual({ queue: [7, 9], done: [first, second] });
    expect(afterGrade({ ...one, queue: [8, 7, 9] }, second, known(first, second), now).queue).toEqual([7, 9]);
    const third = given(7, 4);
    expect(afterGrade(two, third, known(first, second, third), now).queue).toEqual([9]);
  });

  test('goes back by a grade, and asks what had it anew', () => {
    const [first, second] = [given(7, 1, 5), given(8, 3)];
    expect(beforeGrade({ queue: [9, 7], done: [first, second] })).toEqual({ queue: [8, 9, 7], done: [first] });
    expect(beforeGrade({ queue: [9, 7], done: [first] })).toEqual({ queue: [7, 9], done: [] });
    expect(beforeGrade({ queue: [9], done: [] })).toEqual({ queue: [9], done: [] });
  });

  test('knows which come again within the hour, and which were missed at last', () => {
    const graded = [given(7, 1, 30), given(8, 1, 20), given(9, 3, 10), given(7, 3)];
    const session = { queue: [], done: graded };
    expect(askedIn(session)).toEqual([7, 8, 9]);
    expect(soonIn(session, known(...graded), now)).toEqual([{ number: 8, due: new Date(now.getTime() - 600_000) }]);
    expect(missedIn(session)).toEqual([8]);
    // What was forgotten in another tab comes no more.
    expect(soonIn(session, nothing, now)).toEqual([]);
    expect(comingIn(session, nothing, now)).toEqual([]);
  });

  test('says what comes when, soonest first, those of a time together', () => {
    const graded = [given(7, 3), given(8, 1), given(9, 3), given(10, 4)];
    expect(comingIn({ queue: [], done: graded }, known(...graded), now)).toEqual([
      ['in 10 minutes', [8]],
      ['in 2 days', [7, 9]],
      ['in 8 days', [10]],
    ]);
    const { graded: all } = known(...graded);
    const day = { day: '2026-11-29', at: 1 };
    expect(comingIn({ queue: [], done: [graded[3]!] }, { graded: all, day }, now)).toEqual([['on the day', [10]]]);
  });
});

test('what a tab kept is a session of what is known, or none', () => {
  const isKnown = (number: number) => number <= 40;
  const session = { queue: [7, 8], done: [given(9, 3)] };
  expect(readSession(session, isKnown)).toEqual(session);
  expect(readSession({ queue: [7, 41, 7], done: [given(41, 3), 'x', { number: 9 }] }, isKnown)).toEqual({
    queue: [7],
    done: [],
  });
  expect(readSession({ queue: [], done: [given(9, 3)] }, isKnown)).toEqual({ queue: [], done: [given(9, 3)] });
  for (const none of [undefined, null, 5, {}, { queue: 7, done: [] }, { queue: [7] }, { queue: [41], done: [] }])
    expect(readSession(none, isKnown)).toBeUndefined();
});
