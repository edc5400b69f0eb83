import { type Graded, isGraded, type Progress } from './progress.ts';
import { inWords, nextTime, standingsOf } from './schedule.ts';

/** A session of practice: the questions that are still to be asked, the first of them now, and what was graded, the last at the end. */
export interface Session {
  queue: number[];
  done: Graded[];
}

/** Those that come again so soon can be rehearsed again at once. */
const soonest = 3_600_000;

/** The questions of a session, each once, in the order in which they were graded first. */
export const askedIn = ({ done }: Session): number[] => [...new Set(done.map(({ number }) => number))];

/** When each of its questions that was graded comes again. */
function timesOf(session: Session, progress: Progress, now: Date): { number: number; due: Date }[] {
  const standings = standingsOf(progress);
  return askedIn(session)
    .flatMap((number) => standings.get(number) ?? [])
    .map((standing) => ({ number: standing.number, due: nextTime(standing, progress.day.day, now) }));
}

/** Those that come again within the hour, each with when. */
export const soonIn = (session: Session, progress: Progress, now: Date): { number: number; due: Date }[] =>
  timesOf(session, progress, now).filter(({ due }) => due.getTime() - now.getTime() < soonest);

/** The session after its question was graded, which `progress` knows already: what is due again comes first. */
export function afterGrade(session: Session, graded: Graded, progress: Progress, now: Date): Session {
  const done = [...session.done, graded];
  const queue = session.queue.slice(1);
  const due = soonIn({ queue, done }, progress, now).find((one) => one.due <= now);
  return { queue: due ? [due.number, ...queue.filter((number) => number !== due.number)] : queue, done };
}

/** The session before its last grade, which is asked anew. */
export function beforeGrade({ queue, done }: Session): Session {
  const last = done.at(-1);
  if (!last) return { queue, done };
  return { queue: [last.number, ...queue.filter((number) => number !== last.number)], done: done.slice(0, -1) };
}

/** Those whose last grade in the session is "again". */
export const missedIn = (session: Session): number[] =>
  askedIn(session).filter((number) => session.done.findLast((one) => one.number === number)?.grade === 1);

/** What comes when, soonest first: the words of each time, with its questions. */
export function comingIn(session: Session, progress: Progress, now: Date): [words: string, numbers: number[]][] {
  const times = timesOf(session, progress, now).sort((a, b) => a.due.getTime() - b.due.getTime());
  const groups = new Map<string, number[]>();
  for (const { number, due } of times) {
    const words = inWords(due, progress.day.day, now);
    groups.set(words, [...(groups.get(words) ?? []), number]);
  }
  return [...groups];
}

/** A session as the history of a tab keeps it, so that it outlives a reload; undefined where it is none, or nothing of it is `known`. */
export function readSession(value: unknown, known: (number: number) => boolean): Session | undefined {
  const { queue, done } = (value ?? {}) as { [Key in keyof Session]?: unknown };
  if (!Array.isArray(queue) || !Array.isArray(done)) return undefined;
  const session = {
    queue: [...new Set(queue)].filter(known),
    done: done.filter(isGraded).filter(({ number }) => known(number)),
  };
  return session.queue.length + session.done.length > 0 ? session : undefined;
}
