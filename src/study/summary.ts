import { type Level, levels } from './interview.ts';
import { clockOf } from './pace.ts';
import type { Grade } from './progress.ts';

/** What a grade is called. */
export const gradeNames = { 1: 'Again', 2: 'Hard', 3: 'Good', 4: 'Easy' } as const;

/** What became of a question. */
export interface Result {
  number: number;
  /** Seconds that it took, follow-up included. */
  seconds: number;
  /** Places of what was listened for and heard. */
  heard: number[];
  /** Whether the follow-up was answered; undefined where none was asked. */
  followUp?: boolean | undefined;
  /** Undefined where the question was skipped, or nobody graded it. */
  grade?: Grade | undefined;
  /** What somebody wrote down meanwhile. */
  note?: string | undefined;
}

/** What a summary must know of a question. */
export interface Summed {
  number: number;
  /** As plain text. */
  question: string;
  /** Its absolute address. */
  url: string;
  listens: readonly { level: Level }[];
}

/** The grade that is offered for `heard` points of `all`, and for the follow-up where one was asked. */
export function gradeFor(heard: number, all: number, followUp: boolean | undefined): Grade {
  if (heard === 0) return 1;
  if (heard * 2 < all) return 2;
  return heard === all && followUp !== false ? 4 : 3;
}

/** The numbers of the questions to look at again: skipped, or graded as again or hard. */
export const missedIn = (results: readonly Result[]): number[] =>
  results.filter(({ grade }) => grade === undefined || grade <= 2).map(({ number }) => number);

/** For each level that had points: how many were heard, of how many. */
export function heardByLevel(
  results: readonly Result[],
  questions: ReadonlyMap<number, Pick<Summed, 'listens'>>,
): { level: Level; heard: number; all: number }[] {
  const points = results.flatMap(({ number, heard }) =>
    (questions.get(number)?.listens ?? []).map(({ level }, at) => ({ level, isHeard: heard.includes(at) })),
  );
  return levels.flatMap((level) => {
    const own = points.filter((point) => point.level === level);
    return own.length ? [{ level, heard: own.filter(({ isHeard }) => isHeard).length, all: own.length }] : [];
  });
}

/** What a result says of a question, in a line; between two people nobody is `graded`. */
export function resultLine({ seconds, heard, followUp, grade }: Result, all: number, graded = true): string {
  return [
    ...(graded ? [grade === undefined ? 'skipped' : gradeNames[grade].toLowerCase()] : []),
    `${heard.length} of ${all} points`,
    ...(followUp === undefined ? [] : [followUp ? 'follow-up answered' : 'follow-up missed']),
    clockOf(seconds),
  ].join(', ');
}

/**
 * An interview as Markdown: its title, what was heard by level, a line for each question, and the links that `links` names. `graded` says
 * whether the questions were graded; between two people they are not.
 */
export function summaryMarkdown(
  title: string,
  results: readonly Result[],
  questions: ReadonlyMap<number, Summed>,
  links: { name: string; url: string }[],
  graded = true,
): string {
  const quoted = (note: string) => note.split('\n').map((line) => `  > ${line}`.trimEnd());
  return [
    `## ${title}`,
    '',
    `Heard: ${heardByLevel(results, questions)
      .map(({ level, heard, all }) => `${level} ${heard} of ${all}`)
      .join(', ')}.`,
    '',
    ...results.flatMap((result) => {
      const found = questions.get(result.number);
      if (!found) return [];
      const all = found.listens.length;
      return [
        `- ${result.number}. [${found.question}](${found.url}): ${resultLine(result, all, graded)}`,
        ...(result.note ? quoted(result.note) : []),
      ];
    }),
    ...(links.length ? ['', ...links.map(({ name, url }) => `${name}: <${url}>`)] : []),
    '',
  ].join('\n');
}
