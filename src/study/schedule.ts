import { type Card, createEmptyCard, fsrs } from 'ts-fsrs';
import { count } from '../lib/text.ts';
import { dayOf, daysBetween, startOf } from './days.ts';
import { type Grade, inOrder, type Progress } from './progress.ts';

// Without chance: the same grades always give the same plan, on each device. One short step, for an answer takes minutes, not seconds.
const scheduler = fsrs({ enable_fuzz: false, learning_steps: ['10m'], relearning_steps: ['10m'] });

/** Where no day is given, an answer comes again after so many days at the latest: interviews are weeks away, not years. */
const horizon = 21;
/** New questions a day where no day says how many it must be. */
const newADay = 5;

/** What is known of a question that was rehearsed: `card` is the scheduler's. */
export interface Standing {
  number: number;
  card: Card;
  /** When it was first rehearsed. */
  since: Date;
  /** Hash of the answer as it was last seen; '' where nobody knew. */
  seen: string;
}

/** The day as far as it still counts: '' once it is over. */
export const upcoming = (day: string, now: Date): string => (day >= dayOf(now) ? day : '');

/** Where each rehearsed question stands, by number: all grades of practice and of mock interviews, one after another. */
export function standingsOf({ graded }: Pick<Progress, 'graded'>): Map<number, Standing> {
  const standings = new Map<number, Standing>();
  for (const { number, at, grade, by, seen } of [...graded].sort(inOrder)) {
    if (grade === 0 || (by !== 'practice' && by !== 'mock')) continue;
    const time = new Date(at * 1000);
    const before = standings.get(number);
    const { card } = scheduler.next(before?.card ?? createEmptyCard(time), time, grade);
    standings.set(number, { number, card, since: before?.since ?? time, seen: seen || (before?.seen ?? '') });
  }
  return standings;
}

/**
 * When a card comes again. Whole days begin at midnight where the reader is. Nothing comes after the day of the interview: at the latest
 * on its morning, and what is graded on the day itself, by its end. (The scheduler's own maximum is exceeded by a day and more: it keeps
 * the grades apart.)
 */
function dueOf({ due, scheduled_days, last_review }: Card, day: string): Date {
  const at = dayOf(last_review!);
  const planned = scheduled_days >= 1 ? startOf(at, scheduled_days) : due;
  const latest = day ? (at < day ? startOf(day) : new Date(startOf(day, 1).getTime() - 1000)) : startOf(at, horizon);
  return new Date(Math.min(planned.getTime(), latest.getTime()));
}

/** When a question comes again; `day` is that of the interview, '' for none. */
export const nextTime = (standing: Standing, day: string, now: Date): Date => dueOf(standing.card, upcoming(day, now));

/** The time at which a question can be graded next: a clock that was set back must not come before the last grade. */
const gradable = (standing: Standing | undefined, time: Date): Date =>
  new Date(Math.max(time.getTime(), standing?.card.last_review?.getTime() ?? 0));

/** When a question would come again after each grade given now; `standing` is undefined for a new question. */
export function outcomes(standing: Standing | undefined, day: string, now: Date): { [G in Grade]: Date } {
  const time = gradable(standing, now);
  const preview = scheduler.repeat(standing?.card ?? createEmptyCard(time), time);
  const after = (grade: Grade) => dueOf(preview[grade].card, upcoming(day, now));
  return { 1: after(1), 2: after(2), 3: after(3), 4: after(4) };
}

/** How likely the answer is still known at `time`, from 0 to 1, if it is not rehearsed until then; 0 for a new question. */
export const chanceAt = (standing: Standing | undefined, time: Date): number =>
  standing ? scheduler.get_retrievability(standing.card, time, false) : 0;

/** The questions of `numbers` that are due at `now`, those due longest first. */
export const dueIn = (numbers: number[], standings: Map<number, Standing>, day: string, now: Date): number[] =>
  numbers
    .flatMap((number) => standings.get(number) ?? [])
    .map((standing) => ({ number: standing.number, due: nextTime(standing, day, now) }))
    .filter(({ due }) => due <= now)
    .sort((a, b) => a.due.getTime() - b.due.getTime() || a.number - b.number)
    .map(({ number }) => number);

/**
 * What to rehearse today of `numbers`, in their order: what is due, then so many new questions that all have been seen before the day of
 * the interview; without a day, five.
 */
export function todays(numbers: number[], standings: Map<number, Standing>, day: string, now: Date): number[] {
  const today = dayOf(now);
  const fresh = numbers.filter((number) => !standings.has(number));
  const begun = numbers.filter((number) => {
    const standing = standings.get(number);
    return standing && dayOf(standing.since) === today;
  }).length;
  const left = Math.max(1, daysBetween(today, day));
  const share = upcoming(day, now) ? Math.ceil((fresh.length + begun) / left) : newADay;
  return [...dueIn(numbers, standings, day, now), ...fresh.slice(0, Math.max(0, share - begun))];
}

/** One day of the plan. */
export interface PlannedDay {
  day: string;
  numbers: number[];
}

/** Days that a plan has at most. */
const farthest = 730;

/**
 * What each day would bring from today to the day of the interview, or for two weeks, if all goes well; days without anything are left out,
 * and so is what lies beyond two years.
 */
export function planOf(numbers: number[], progress: Pick<Progress, 'graded'>, day: string, now: Date): PlannedDay[] {
  const standings = standingsOf(progress);
  const today = dayOf(now);
  const length = upcoming(day, now) ? Math.min(daysBetween(today, day), farthest) : 13;
  const plan: PlannedDay[] = [];
  for (let after = 0; after <= length; after += 1) {
    // At noon: all that is due on a day is due by then, whatever the clock does in the night.
    const time = after === 0 ? now : new Date(startOf(today, after).getTime() + 43_200_000);
    const due = todays(numbers, standings, day, time);
    for (const number of due) {
      const before = standings.get(number);
      const { card } = scheduler.next(before?.card ?? createEmptyCard(time), gradable(before, time), 3);
      standings.set(number, { number, card, since: before?.since ?? time, seen: before?.seen ?? '' });
    }
    if (due.length) plan.push({ day: dayOf(time), numbers: due });
  }
  return plan;
}

/** A time to come in words, seen from `now`: "in 10 minutes", "tomorrow", "in 4 days", "on the day" of the interview. */
export function inWords(due: Date, day: string, now: Date): string {
  const days = daysBetween(dayOf(now), dayOf(due));
  if (upcoming(day, now) && dayOf(due) === day) {
    if (days > 0) return 'on the day';
    if (due.getTime() >= startOf(day, 1).getTime() - 1000) return 'not again';
  }
  const minutes = Math.ceil((due.getTime() - now.getTime()) / 60_000);
  if (minutes <= 0) return 'now';
  if (minutes < 60) return `in ${count(minutes, 'minute')}`;
  if (days === 0) return `in ${count(Math.round(minutes / 60), 'hour')}`;
  return days === 1 ? 'tomorrow' : `in ${count(days, 'day')}`;
}
