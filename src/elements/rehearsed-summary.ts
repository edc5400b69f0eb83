import { dayOf } from '../study/days.ts';
import type { Progress } from '../study/progress.ts';
import { nextTime, standingsOf } from '../study/schedule.ts';
import { keep } from './storage.ts';

/** Keeps in a few characters what pages show of a reader's progress without the scheduler: when which answer is due, and what was seen of it. */
export function summarize(progress: Progress): void {
  const now = new Date();
  const standings = [...standingsOf(progress).values()];
  keep(
    'rehearsed',
    Object.fromEntries(
      standings.map((one) => [one.number, [dayOf(nextTime(one, progress.day.day, now)), one.seen] as [string, string]]),
    ),
  );
}
