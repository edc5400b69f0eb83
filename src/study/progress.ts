/** How well an answer was said: again, hard, good, easy. */
export type Grade = 1 | 2 | 3 | 4;

/** The exercises in which a reader grades themselves or is graded; `practice` and `mock` also plan when a question comes again. */
export const exercises = ['practice', 'mock', 'mistakes', 'predict'] as const;
export type Exercise = (typeof exercises)[number];

/** A grade that was given. A question and a second know it, so that the same grade on two devices is one. */
export interface Graded {
  /** Number of the question: permanent, whatever becomes of its text. */
  number: number;
  /** When, in seconds since 1970. */
  at: number;
  /** 0 where it was taken back. */
  grade: Grade | 0;
  by: Exercise;
  /** Hash of the answer as it stood then (content/deck.yaml); '' where the exercise does not know it. */
  seen: string;
  /** The item of an exercise that has several to a question. */
  item?: string;
}

/** The day of the interview as `2026-12-24`, '' for none, and when it was chosen, in seconds since 1970. */
export interface DayChoice {
  day: string;
  at: number;
}

/** All that is kept of a reader's rehearsing. What comes when is computed from it. */
export interface Progress {
  graded: Graded[];
  day: DayChoice;
}

/** Where everybody begins. */
export const nothing: Progress = { graded: [], day: { day: '', at: 0 } };

const isTime = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 36;

/** Whether a day exists: `2026-02-30` does not. */
export const isDay = (value: unknown): value is string =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\d$/.test(value) &&
  !Number.isNaN(Date.parse(value)) &&
  new Date(value).toISOString().startsWith(value);

/** Whether a value found in a store or a file is a grade of ours. */
export function isGraded(value: unknown): value is Graded {
  const { number, at, grade, by, seen, item = '' } = (value ?? {}) as { [Key in keyof Graded]?: unknown };
  return (
    Number.isInteger(number) &&
    (number as number) > 0 &&
    (number as number) < 1e6 &&
    isTime(at) &&
    [0, 1, 2, 3, 4].includes(grade as number) &&
    exercises.includes(by as Exercise) &&
    typeof seen === 'string' &&
    /^([\da-f]{12})?$/.test(seen) &&
    typeof item === 'string' &&
    /^[\w./:-]{0,80}$/.test(item)
  );
}

/** Whether a value found in a store or a file is a choice of a day. */
export function isDayChoice(value: unknown): value is DayChoice {
  const { day, at } = (value ?? {}) as { [Key in keyof DayChoice]?: unknown };
  return (day === '' || isDay(day)) && isTime(at);
}

/** What makes two grades one. */
export const keyOf = ({ number, at }: Pick<Graded, 'number' | 'at'>): string => `${number}/${at}`;

/** An order of grades in which none is beside another: by time, by question, then whatever else differs; taken back first. */
export const inOrder = (a: Graded, b: Graded): number =>
  a.at - b.at || a.number - b.number || a.grade - b.grade || compare(textOf(a), textOf(b));
const textOf = ({ by, seen, item = '' }: Graded) => [by, seen, item].join();
const compare = (a: string, b: string) => Number(a > b) - Number(a < b);

/**
 * Both as one, in order of time: a grade that one of them lacks comes in, one that was taken back stays so, of two days the one chosen
 * last holds. It is the same in whichever order, and however often, states are merged.
 */
export function merge(one: Progress, other: Progress): Progress {
  const all = new Map<string, Graded>();
  // The first in order has the say.
  for (const graded of [...one.graded, ...other.graded].sort(inOrder).reverse()) all.set(keyOf(graded), graded);
  const [day] = [one.day, other.day].sort((a, b) => b.at - a.at || compare(b.day, a.day));
  return { graded: [...all.values()].sort(inOrder), day: day! };
}

/** The second at which a grade of a question given at `now` is kept: one that no other grade of it has. */
export const timeFor = (graded: Graded[], number: number, now: number): number =>
  graded.reduce((time, one) => (one.number === number ? Math.max(time, one.at + 1) : time), now);

/** The last grade of each question that was not taken back, in the given exercises, by number. */
export function lastOf(graded: Graded[], by: readonly Exercise[] = exercises): Map<number, Graded> {
  const valid = graded.filter((one) => one.grade !== 0 && by.includes(one.by)).sort(inOrder);
  return new Map(valid.map((one) => [one.number, one]));
}

/** The numbers of the questions whose last grade is "again", in the given exercises, in order of number. */
export const missedIn = (graded: Graded[], by: readonly Exercise[] = exercises): number[] =>
  [...lastOf(graded, by).values()]
    .filter(({ grade }) => grade === 1)
    .map(({ number }) => number)
    .sort((a, b) => a - b);
