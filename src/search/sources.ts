import { createHash } from 'node:crypto';
import { href } from '../lib/addresses.ts';
import { proseOf, shownIn } from '../lib/body.ts';
import { type Answer, getAnswers, getSections } from '../lib/collections.ts';
import { readProgram } from '../lib/programs.ts';
import { plainText } from '../lib/text.ts';
import { makeIndex, type Source } from './make-index.ts';
import type { SearchIndex } from './search-index.ts';

/** What a program imports and decorates: the names in it that are not its own. */
export const foreignNames = (code: string): string => code.match(/^\s*(?:from|import|@).*$/gm)?.join('\n') ?? '';

/** The texts of one answer, each with what a word in it weighs for the small index. */
function sourceOf({ id, entry, data, number, slug, section }: Answer): Source {
  const body = entry.body ?? '';
  const said = [
    ...data.listens.map(({ hear }) => hear),
    ...data.pitfalls.flatMap(({ write, happens, instead }) => [write, happens, instead]),
    ...data.corrections.flatMap(({ said, truth }) => [said, truth]),
    ...data.next.flatMap(({ ask, reply }) => [ask, reply]),
  ];
  const files = [...shownIn(body), ...data.pitfalls.map(({ program }) => ({ file: program }))].map(({ file }) => file);
  const code = [...new Set(files)].map((file) => readProgram(id, file).code);
  return {
    number,
    slug,
    section: section.id,
    level: data.level,
    question: plainText(data.question),
    asked: data.asked.map(plainText),
    // The long texts weigh half: an answer is about what it is asked for and says first, not about what it mentions often.
    texts: [
      [plainText(data.say), 3],
      [`${plainText(said.join('\n'))}\n${proseOf(body)}`, 0.5],
      [data.tags.join(' '), 1],
      ...code.map((text): [string, number] => [foreignNames(text), 0.5]),
    ],
  };
}

let index: Promise<SearchIndex> | undefined;

/** The small index of all answers; made once for a build, in development anew each time. */
export function getSearchIndex(): Promise<SearchIndex> {
  if (import.meta.env.DEV) index = undefined;
  index ??= Promise.all([getSections(), getAnswers()]).then(([sections, answers]) =>
    makeIndex(
      sections.map(({ id, title }): [string, string] => [id, title]),
      answers.map(sourceOf),
    ),
  );
  return index;
}

let address: Promise<string> | undefined;

/** Address of the small index, which changes with its content. */
export function getSearchIndexUrl(): Promise<string> {
  if (import.meta.env.DEV) address = undefined;
  address ??= getSearchIndex().then((made) => {
    const hash = createHash('sha256').update(JSON.stringify(made)).digest('hex').slice(0, 8);
    return href(`search.json?v=${hash}`);
  });
  return address;
}
