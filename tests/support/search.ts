import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readerOf, readLessons } from '../../src/search/lessons.ts';
import { type Made, makeIndex } from '../../src/search/make-index.ts';
import type { SearchIndex } from '../../src/search/search-index.ts';
import { type Source, sourceOf } from '../../src/search/source.ts';
import { readAnswers } from './answers.ts';

/** The answers as the search reads them. */
export const readSources = (): Source[] =>
  readAnswers().map(({ id, data, body }) => sourceOf(id, data, body, readerOf(id)));

/** The index that a build makes; from `many` answers on in pieces. */
export function makeSearch(many?: number): Made {
  const sections = parse(readFileSync('content/sections.yaml', 'utf8')) as { id: string; title: string }[];
  const titles = sections.map(({ id, title }): [string, string] => [id, title]);
  return makeIndex(titles, readSources(), readLessons(), many);
}

/** The index that a build makes. */
export const buildIndex = (): SearchIndex => makeSearch().index;
