import { isSeed, numberOf, shuffled } from './seed.ts';
import { type QuestionSet, readSet, writeSet } from './sets.ts';

/** The levels of questions, from the first on. */
export const levels = ['junior', 'mid', 'senior'] as const;
export type Level = (typeof levels)[number];

/** What an interview is made of: a link carries it. */
export interface Setup {
  /** The questions to choose from; all of `sections` where it has none. */
  set: QuestionSet;
  /** How many are asked at most. */
  count: number;
  minutes: number;
  /** Levels of the questions; none means all. */
  levels: Level[];
  /** Ids of sections; none means all. */
  sections: string[];
  /** What chooses among all that could be asked: the same seed gives the same interview. */
  seed: string;
}

/** What a plan must know of a question. */
export interface Askable extends Choosable {
  /** What may be asked next. */
  next: readonly unknown[];
}

/** What a choice of questions must know of each. */
export interface Choosable {
  number: number;
  level: Level;
  section: string;
}

/** A question of an interview, and the place among what may be asked next of what will be. */
export interface Turn {
  number: number;
  next: number | undefined;
}

/** An interview where a link says nothing else. */
export const usual = { count: 6, minutes: 30 };
/** The most that an interview may have. */
export const most = { count: 40, minutes: 180 };

const isLevel = (text: string): text is Level => (levels as readonly string[]).includes(text);

/**
 * Reads the fragment of a link to an interview, without `#`: that of a set, and `count`, `minutes`, `levels`, `sections`, `seed` among its
 * keys. What cannot be read is as usual and comes back as `dropped`. Never throws.
 */
export function readSetup(
  fragment: string,
  known: { question: (number: number) => boolean; section: (id: string) => boolean },
): Setup & { dropped: string[] } {
  const { dropped, ...set } = readSet(fragment, known.question);
  const setup = { ...usual, levels: [] as Level[], sections: [] as string[], seed: '' };
  const rest: string[] = [];
  const numberIn = (text: string, key: 'count' | 'minutes') => {
    const value = /^\d{1,3}$/.test(text) ? Number(text) : 0;
    if (value >= 1 && value <= most[key]) setup[key] = value;
    return setup[key] === value;
  };
  const listIn = <One extends string>(text: string, list: One[], isOne: (one: string) => one is One) => {
    const names = text.split(',').filter(Boolean);
    list.push(...new Set(names.filter(isOne)));
    return names.every(isOne);
  };
  for (const key of set.rest) {
    const at = key.indexOf('=');
    const [name, value] = [key.slice(0, at), key.slice(at + 1)];
    const isSection = (id: string): id is string => known.section(id);
    let isRead = true;
    if (name === 'count' || name === 'minutes') isRead = numberIn(value, name);
    else if (name === 'levels') isRead = listIn(value, setup.levels, isLevel);
    else if (name === 'sections') isRead = listIn(value, setup.sections, isSection);
    else if (name === 'seed' && isSeed(value)) setup.seed = value;
    else if (name === 'seed') isRead = false;
    else rest.push(key);
    if (!isRead) dropped.push(key.slice(0, 80));
  }
  return { ...setup, set: { ...set, rest }, dropped };
}

/** The fragment that `readSetup` reads, without `#`. */
export const writeSetup = ({ set, count, minutes, levels: chosen, sections, seed }: Setup): string =>
  writeSet({
    ...set,
    rest: [
      `count=${count}`,
      `minutes=${minutes}`,
      ...(chosen.length ? [`levels=${chosen.join(',')}`] : []),
      ...(sections.length ? [`sections=${sections.join(',')}`] : []),
      ...(seed ? [`seed=${seed}`] : []),
      ...set.rest,
    ],
  }).replace(/^&/, '');

/** The questions that an interview may choose from, in the order of `all`. */
export function poolOf<One extends Choosable>(setup: Omit<Setup, 'seed'>, all: readonly One[]): One[] {
  const { set, sections } = setup;
  return all.filter(
    ({ number, level, section }) =>
      (setup.levels.length === 0 || setup.levels.includes(level)) &&
      (set.numbers.length > 0 ? set.numbers.includes(number) : sections.length === 0 || sections.includes(section)),
  );
}

/** So many numbers of the pool, from as many sections as there are, a section after the other. */
function spread(pool: readonly Askable[], count: number, seed: string): number[] {
  const sections = shuffled([...new Set(pool.map(({ section }) => section))], seed).map((section) =>
    shuffled(
      pool.filter((one) => one.section === section).map(({ number }) => number),
      seed,
    ),
  );
  const rounds = Math.max(0, ...sections.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, round) => sections.flatMap((numbers) => numbers[round] ?? []))
    .flat()
    .slice(0, count);
}

/**
 * The interview of a setup: questions of as many sections as there are, the easier before the harder, each with one of what may be asked
 * next. It depends on the setup and the questions alone.
 */
export function planOf(setup: Setup, all: readonly Askable[]): Turn[] {
  const pool = poolOf(setup, all);
  const chosen = shuffled(spread(pool, setup.count, setup.seed), setup.seed);
  return levels.flatMap((level) =>
    chosen.flatMap((number) => {
      const question = pool.find((one) => one.number === number)!;
      if (question.level !== level) return [];
      const choices = question.next.length;
      return [{ number, next: choices ? numberOf(`${setup.seed}:${number}:next`) % choices : undefined }];
    }),
  );
}
