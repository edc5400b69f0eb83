import { proseOf, shownIn } from '../lib/body.ts';
import type { AnswerData } from '../lib/schemas.ts';
import { plainText } from '../lib/text.ts';

/** One answer as the search reads it: what a list shows, and its texts by where they stand. */
export interface Source {
  number: number;
  slug: string;
  section: string;
  level: string;
  question: string;
  asked: string[];
  texts: { [place in Place]: string };
}

/** The places of a text, each with what a word weighs in it against one in the running text. */
export const places = {
  question: 5,
  title: 3,
  slug: 2,
  asked: 3,
  tags: 2,
  say: 2.5,
  prose: 1,
  points: 1,
  pitfalls: 1,
  corrections: 1,
  next: 1,
  imports: 0.5,
  code: 0.2,
  records: 0.6,
};
export type Place = keyof typeof places;

/** What a program imports and decorates: the names in it that are not its own. */
export const foreignNames = (code: string): string => code.match(/^[^\S\n]*(?:from|import|@).*$/gm)?.join('\n') ?? '';

/** All texts in a value of JSON, keys included, a line each. */
const textsIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (value && typeof value === 'object') return Object.entries(value).flatMap(([key, one]) => [key, ...textsIn(one)]);
  return value === null || value === undefined ? [] : [String(value)];
};

/** The texts of the answer in the folder `id`; `read` gives a program of it and its record. */
export function sourceOf(
  id: string,
  data: AnswerData,
  body: string,
  read: (file: string) => { code: string; steps: unknown[] },
): Source {
  const [section = '', slug = ''] = id.split('/');
  const files = [...shownIn(body), ...data.pitfalls.map(({ program }) => ({ file: program }))].map(({ file }) => file);
  const programs = [...new Set(files)].map(read);
  const lines = (...texts: string[]) => plainText(texts.join('\n'));
  return {
    number: data.number,
    slug,
    section,
    level: data.level,
    question: plainText(data.question),
    asked: data.asked.map(plainText),
    texts: {
      question: plainText(data.question),
      title: plainText(data.title),
      slug: slug.replaceAll('-', ' '),
      asked: lines(...data.asked),
      tags: data.tags.join(' '),
      say: plainText(data.say),
      prose: proseOf(body),
      points: lines(...data.listens.map(({ hear }) => hear)),
      pitfalls: lines(...data.pitfalls.flatMap(({ write, happens, instead }) => [write, happens, instead])),
      corrections: lines(...data.corrections.flatMap(({ said, truth }) => [said, truth])),
      next: lines(...data.next.flatMap(({ ask, reply }) => [ask, reply])),
      imports: programs.map(({ code }) => foreignNames(code)).join('\n'),
      code: programs.map(({ code }) => code).join('\n'),
      records: programs.flatMap(({ steps }) => textsIn(steps)).join('\n'),
    },
  };
}
