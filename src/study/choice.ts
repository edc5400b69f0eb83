import { missedIn, type Progress } from './progress.ts';
import { dueIn, type Standing, todays } from './schedule.ts';

/** What a question is chosen by. */
export interface Choosable {
  number: number;
  section: string;
  level: string;
}

/** Which questions to rehearse: today's plan, those due, those that were missed, new ones, all, or those of a set, in its order. */
export const whiches = ['today', 'due', 'missed', 'new', 'all', 'set'] as const;
export type Which = (typeof whiches)[number];

/** A choice of questions; '' stands for every section or level. */
export interface Choice {
  section: string;
  level: string;
  set: number[];
}

/** The numbers of the questions of each kind that a choice has, in the order in which they would be asked. */
export function chosen(
  questions: Choosable[],
  { section, level, set }: Choice,
  progress: Progress,
  standings: Map<number, Standing>,
  now: Date,
): { [Kind in Which]: number[] } {
  const numbers = questions
    .filter((one) => (!section || one.section === section) && (!level || one.level === level))
    .map(({ number }) => number);
  const missed = missedIn(progress.graded, ['practice', 'mock']);
  const { day } = progress.day;
  return {
    today: todays(numbers, standings, day, now),
    due: dueIn(numbers, standings, day, now),
    missed: numbers.filter((number) => missed.includes(number)),
    new: numbers.filter((number) => !standings.has(number)),
    all: numbers,
    set: set.filter((number) => questions.some((one) => one.number === number)),
  };
}
