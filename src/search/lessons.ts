import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readProgram } from '../lib/programs.ts';
import { readRecord } from '../lib/records.ts';
import type { Glossary, Phrasings } from './examples.ts';

/** What search learns from beside the answers: content/phrasings.yaml, errors.yaml and glossary.yaml, empty where there is none, and common words. */
export function readLessons(): [Phrasings, Glossary, string[]] {
  const read = (file: string) => (existsSync(file) ? (parse(readFileSync(file, 'utf8')) ?? {}) : {});
  const common = readFileSync('src/search/common-words.txt', 'utf8').trim().split('\n');
  const [phrasings, errors] = [read('content/phrasings.yaml'), read('content/errors.yaml')] as [Phrasings, Phrasings];
  const numbers = Object.keys({ ...phrasings, ...errors });
  const both = numbers.map((number) => [number, `${phrasings[number] ?? ''}${errors[number] ?? ''}`]);
  return [Object.fromEntries(both) as Phrasings, read('content/glossary.yaml') as Glossary, common];
}

/** Reads what an answer shows of a program of the folder `id`. */
export const readerOf = (id: string) => (file: string) => ({
  code: readProgram(id, file).code,
  steps: readRecord(id, file).steps,
});
