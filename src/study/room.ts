import { isSeed, shuffled } from './seed.ts';
import { type QuestionSet, readSet, writeSet } from './sets.ts';

/** Who looks at a screen. */
export type Role = 'interviewer' | 'candidate';

/** Two people's interview as a link carries it: both screens have the same questions in the same order from it. */
export interface Room {
  set: QuestionSet;
  /** What mixes the questions; '' keeps the order of the set. */
  seed: string;
  /** Undefined until somebody has chosen. */
  role: Role | undefined;
  /** The question that is asked, from 1. */
  at: number;
}

/** Reads the fragment of a link to a room, without `#`: that of a set, and `seed`, `role`, `at` among its keys. Never throws. */
export function readRoom(fragment: string, known: (number: number) => boolean): Room & { dropped: string[] } {
  const { dropped, ...set } = readSet(fragment, known);
  const room = { seed: '', role: undefined as Role | undefined, at: 1 };
  const rest: string[] = [];
  for (const key of set.rest) {
    const [, name, value = ''] = /^(seed|role|at)=(.*)$/.exec(key) ?? [];
    if (name === undefined) rest.push(key);
    else if (name === 'seed' && isSeed(value)) room.seed = value;
    else if (name === 'role' && (value === 'interviewer' || value === 'candidate')) room.role = value;
    else if (name === 'at' && /^[1-9]\d{0,3}$/.test(value)) room.at = Math.min(Number(value), set.numbers.length || 1);
    else dropped.push(key.slice(0, 80));
  }
  return { ...room, set: { ...set, rest }, dropped };
}

/** The fragment that `readRoom` reads, without `#`. */
export const writeRoom = ({ set, seed, role, at }: Room): string =>
  writeSet({
    ...set,
    rest: [
      ...(seed ? [`seed=${seed}`] : []),
      ...(role ? [`role=${role}`] : []),
      ...(at > 1 ? [`at=${at}`] : []),
      ...set.rest,
    ],
  });

/** The numbers of a room's questions, in the order in which they are asked. */
export const askedIn = ({ set, seed }: Pick<Room, 'set' | 'seed'>): number[] =>
  seed ? shuffled(set.numbers, seed) : set.numbers;
