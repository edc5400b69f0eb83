import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { href } from '../lib/addresses.ts';
import { getAnswers, getSections } from '../lib/collections.ts';
import { readProgram } from '../lib/programs.ts';
import { readRecord } from '../lib/records.ts';
import type { Glossary, Phrasings } from './examples.ts';
import { makeIndex } from './make-index.ts';
import type { SearchIndex } from './search-index.ts';
import { sourceOf } from './source.ts';

/** What search learns from beside the answers: content/phrasings.yaml and glossary.yaml, empty where there is none, and common words. */
export function readLessons(): [Phrasings, Glossary, string[]] {
  const read = (file: string) => (existsSync(file) ? (parse(readFileSync(file, 'utf8')) ?? {}) : {});
  const common = readFileSync('src/search/common-words.txt', 'utf8').trim().split('\n');
  return [read('content/phrasings.yaml') as Phrasings, read('content/glossary.yaml') as Glossary, common];
}

/** Reads what an answer shows of a program of the folder `id`. */
export const readerOf = (id: string) => (file: string) => ({
  code: readProgram(id, file).code,
  steps: readRecord(id, file).steps,
});

let index: Promise<SearchIndex> | undefined;

/** The index of all answers; made once for a build, in development anew each time. */
export function getSearchIndex(): Promise<SearchIndex> {
  if (import.meta.env.DEV) index = undefined;
  index ??= Promise.all([getSections(), getAnswers()]).then(([sections, answers]) =>
    makeIndex(
      sections.map(({ id, title }): [string, string] => [id, title]),
      answers.map(({ id, data, entry }) => sourceOf(id, data, entry.body ?? '', readerOf(id))),
      ...readLessons(),
    ),
  );
  return index;
}

let address: Promise<string> | undefined;

/** Address of the index, which changes with its content. */
export function getSearchIndexUrl(): Promise<string> {
  if (import.meta.env.DEV) address = undefined;
  address ??= getSearchIndex().then((made) => {
    const hash = createHash('sha256').update(JSON.stringify(made)).digest('hex').slice(0, 8);
    return href(`search.json?v=${hash}`);
  });
  return address;
}
