import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Phrasings } from '../../src/search/examples.ts';
import { fullTextWeights } from '../../src/search/full-text.ts';
import { readLessons } from '../../src/search/lessons.ts';
import { Lookup } from '../../src/search/lookup.ts';
import { makeIndex } from '../../src/search/make-index.ts';
import { rank } from '../../src/search/rank.ts';
import { termsOf } from '../../src/search/terms.ts';
import type { Query } from '../browser/relevance.ts';
import { readSources } from './search.ts';

/** From which likeness on a line of the lessons gives a question away: the cosine of their words, the rarer the weightier. */
const alike = 0.5;
/** How many indexes are made: questions that share one leave out what resembles any of them. */
const folds = 4;

const sources = readSources();
const { phrasings, errors, glossary } = readLessons();
const sections = parse(readFileSync('content/sections.yaml', 'utf8')) as { id: string; title: string }[];
const lines = [
  ...[phrasings, errors].flatMap((lines) => Object.values(lines)).flatMap((text) => text.split('\n')),
  ...Object.values(glossary).flatMap((world) => Object.keys(world)),
];
const times = new Map<string, number>();
for (const line of lines) for (const term of termsOf(line).keys()) times.set(term, (times.get(term) ?? 0) + 1);

type Words = Map<string, number>;
const wordsIn = (text: string): Words =>
  new Map(
    [...termsOf(text)].map(([term, value]) => [term, value * Math.log(lines.length / ((times.get(term) ?? 0) + 1))]),
  );
const product = (a: Words, b: Words) => [...a].reduce((sum, [term, value]) => sum + value * (b.get(term) ?? 0), 0);
const likeness = (a: Words, b: Words) => product(a, b) / Math.sqrt(product(a, a) * product(b, b) || 1);

/** The lists that search gives where it learned from nothing that resembles the question asked. */
export function askUnseen(asked: Query[]): number[][] {
  const lists: number[][] = [];
  for (let fold = 0; fold < folds; fold += 1) {
    const held = [...asked.entries()].filter(([at]) => at % folds === fold);
    const words = held.map(([, { q }]) => wordsIn(q));
    const isNew = (text: string) => {
      const found = wordsIn(text);
      return !words.some((one) => likeness(one, found) >= alike);
    };
    const newOf = (lines: Phrasings): Phrasings =>
      Object.fromEntries(
        Object.entries(lines).map(([number, text]) => [number, text.split('\n').filter(isNew).join('\n')]),
      );
    const lookup = new Lookup(
      makeIndex(
        sections.map(({ id, title }): [string, string] => [id, title]),
        sources.map((source) => ({ ...source, asked: source.asked.filter(isNew) })),
        {
          phrasings: newOf(phrasings),
          errors: newOf(errors),
          glossary: Object.fromEntries(
            Object.entries(glossary).map(([world, all]) => [
              world,
              Object.fromEntries(Object.entries(all).filter(([typed]) => isNew(typed) && isNew(`${world} ${typed}`))),
            ]),
          ),
          common: [],
        },
      ).index,
    );
    for (const [at, { q }] of held) lists[at] = rank(lookup, q).hits.map(({ number }) => number);
  }
  return lists;
}

/** The lists that BM25F over the whole texts gives, which has learned nothing. */
export function askText(asked: Query[]): number[][] {
  const weights = fullTextWeights(sources);
  return asked.map(({ q }) => {
    const scores = [...sources.keys()].map((answer) => ({
      answer,
      score: [...termsOf(q)].reduce((sum, [term, value]) => sum + value * (weights.get(term)?.get(answer) ?? 0), 0),
    }));
    const found = scores.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score || a.answer - b.answer);
    return found.map(({ answer }) => sources[answer]!.number);
  });
}
