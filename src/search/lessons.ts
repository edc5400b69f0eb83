import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readProgram } from '../lib/programs.ts';
import { readRecord } from '../lib/records.ts';
import type { Lessons } from './examples.ts';

/** Reads what search learns from beside the answers: content/phrasings.yaml, errors.yaml and glossary.yaml, empty where there is none. */
export function readLessons(): Lessons {
  const read = (file: string) => (existsSync(file) ? (parse(readFileSync(file, 'utf8')) ?? {}) : {});
  return {
    phrasings: read('content/phrasings.yaml'),
    errors: read('content/errors.yaml'),
    glossary: read('content/glossary.yaml'),
    common: readFileSync('src/search/common-words.txt', 'utf8').trim().split('\n'),
  };
}

/** Reads what an answer shows of a program of the folder `id`. */
export const readerOf = (id: string) => (file: string) => ({
  code: readProgram(id, file).code,
  steps: readRecord(id, file).steps,
});
