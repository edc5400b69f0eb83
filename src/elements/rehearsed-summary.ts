import { dayOf } from '../study/days.ts';
import type { Progress } from '../study/progress.ts';
import { nextTime, standingsOf } from '../study/schedule.ts';
import { keep } from './storage.ts';

/**
 * Keeps in a few characters what pages show of a reader's progress without the scheduler: when which `known` answer is due, and what was
 * seen of it.
 */
export function summarize(progress: Progress, known: (number: number) => boolean): void {
  const now = new Date();
  const standings = [...standingsOf(progress).values()].filter(({ number }) => known(number));
  keep(
    'rehearsed',
    Object.fromEntries(
      standings.map((one) => [one.number, [dayOf(nextTime(one, progress.day.day, now)), one.seen] as [string, string]]),
    ),
  );
}
