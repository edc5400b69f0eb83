import { proseOf, shownIn } from './body.ts';
import type { Answer, Change } from './collections.ts';
import { countWords, plainText } from './text.ts';

/** What the line under a question says. */
export interface Facts {
  /** Minutes to read it: words outside of code, 220 a minute. */
  minutes: number;
  /** How many programs of it ran. */
  programs: number;
  /** The FastAPI that they ran on, as `FastAPI 0.165.0`. */
  release: string;
  /** The day on which its content last changed with a release. */
  changed: string;
}

const pace = 220;

/** The facts of an answer; `changes` come newest first, `release` is that of the lock file. */
export function factsOf({ id, data, entry }: Answer, changes: Change[], release: string): Facts {
  const body = entry.body ?? '';
  const texts = [
    data.say,
    ...data.listens.map(({ hear }) => hear),
    ...data.next.flatMap(({ ask, reply }) => [ask, reply]),
    ...data.pitfalls.flatMap(({ write, happens, instead }) => [write, happens, instead]),
    ...data.corrections.flatMap(({ said, truth }) => [said, truth]),
  ];
  const words = countWords(plainText(texts.join('\n'))) + countWords(proseOf(body));
  const programs = new Set([...shownIn(body).map(({ file }) => file), ...data.pitfalls.map(({ program }) => program)]);
  const change = changes.find(({ answers }) => answers.includes(id)) ?? changes.at(-1);
  return { minutes: Math.ceil(words / pace), programs: programs.size, release, changed: change?.date ?? '' };
}
