import { createHash } from 'node:crypto';
import { href } from '../lib/addresses.ts';
import { getAnswers, getSections } from '../lib/collections.ts';
import { readerOf, readLessons } from './lessons.ts';
import { type Made, makeIndex } from './make-index.ts';
import { sourceOf } from './source.ts';

let index: Promise<Made> | undefined;

/** The index of all answers; made once for a build, in development anew each time. */
export function getSearchIndex(): Promise<Made> {
  if (import.meta.env.DEV) index = undefined;
  index ??= Promise.all([getSections(), getAnswers()]).then(([sections, answers]) =>
    makeIndex(
      sections.map(({ id, title }): [string, string] => [id, title]),
      answers.map(({ id, data, entry }) => sourceOf(id, data, entry.body ?? '', readerOf(id))),
      readLessons(),
    ),
  );
  return index;
}

let address: Promise<string> | undefined;

/** Address of the index, which changes with its content. In development it does not: to make the index takes seconds a page. */
export function getSearchIndexUrl(): Promise<string> {
  if (import.meta.env.DEV) return Promise.resolve(href('search.json'));
  address ??= getSearchIndex().then((made) => {
    const hash = createHash('sha256').update(JSON.stringify(made)).digest('hex').slice(0, 8);
    return href(`search.json?v=${hash}`);
  });
  return address;
}
