import { examplesOf, type Glossary, glossaryExamples, type Phrasings } from './examples.ts';
import { fullTextWeights, type Weights } from './full-text.ts';
import { learn } from './learn.ts';
import { writeNumbers } from './numbers.ts';
import { quantum, type SearchIndex } from './search-index.ts';
import type { Source } from './source.ts';
import { Lookup } from './lookup.ts';
import { stem, wordsOf } from './words.ts';

/** What a word or a pair must say of an answer at least, to be kept; a word that nobody was seen to ask by must say more. */
const least = { word: 1.4, unasked: 4, pair: 3 };
/** The highest weight, in quanta. */
const most = 31;
/** Longer words are never typed. */
const longest = 28;

const isPair = (term: string) => term.includes(' ');
const isName = (word: string) => /[\W_\d]|\p{Ll}\p{Lu}/u.test(word);

/** What all texts, phrasings and the glossary say of the answers. */
export function weighTerms(
  sources: Source[],
  phrasings: Phrasings,
  glossary: Glossary,
): { weights: Weights; asked: Set<string> } {
  const before = fullTextWeights(sources);
  const examples = examplesOf(sources, phrasings);
  // Our own words have to be known before those of others can be told in them.
  const others = glossaryExamples(glossary, learn(before, examples, sources.length, 8));
  const all = [...examples, ...others];
  return { weights: learn(before, all, sources.length), asked: new Set(all.flatMap(({ terms }) => [...terms.keys()])) };
}

/** By stem: the way in which it is mostly written, the first of equals; names keep their letters' case. */
function formsIn(texts: string[]): Map<string, string> {
  const found = new Map<string, Map<string, number>>();
  for (const { key, shown } of texts.flatMap((text) => wordsOf(text)).flatMap((word) => [word, ...word.parts])) {
    if (shown.length > longest) continue;
    const forms = found.get(stem(key)) ?? new Map<string, number>();
    const form = isName(shown) ? shown : shown.toLowerCase();
    found.set(stem(key), forms.set(form, (forms.get(form) ?? 0) + 1));
  }
  return new Map([...found].map(([root, forms]) => [root, [...forms].sort(([, a], [, b]) => b - a)[0]![0]]));
}

/** All words of the answers' texts, as they are looked up. */
const formsInText = (sources: Source[]) =>
  sources
    .flatMap(({ texts }) => Object.values(texts))
    .flatMap((text) => wordsOf(text))
    .flatMap((word) => [word, ...word.parts])
    .map(({ key }) => key);

/** The postings of a term that are worth their bytes, in quanta. */
function keep(where: Map<number, number>, least: number): [answer: number, weight: number][] {
  return [...where]
    .filter(([, weight]) => weight >= least)
    .map(([answer, weight]): [number, number] => [answer, Math.min(most, Math.round(weight / quantum))])
    .sort(([a], [b]) => a - b);
}

/**
 * Makes the index of the answers, in the order of `sources`. `common` are words that are no typing errors: those of them are kept
 * that would be taken for one.
 */
export function makeIndex(
  sections: [id: string, title: string][],
  sources: Source[],
  phrasings: Phrasings,
  glossary: Glossary,
  common: string[],
): SearchIndex {
  const levels = ['junior', 'mid', 'senior'];
  const { weights, asked } = weighTerms(sources, phrasings, glossary);
  const forms = formsIn([
    ...sources.flatMap(({ texts }) => Object.values(texts)),
    ...Object.values(phrasings),
    ...Object.values(glossary).flatMap((lines) => Object.keys(lines)),
  ]);
  const kept = new Map<string, [number, number][]>();
  for (const [term, where] of weights) {
    const said = asked.has(term) || Math.max(...where.values()) >= least.unasked;
    const list = said ? keep(where, isPair(term) ? least.pair : least.word) : [];
    if (list.length > 0 && (isPair(term) || forms.has(term))) kept.set(term, list);
  }
  const words = [...kept.keys()].filter((term) => !isPair(term)).map((term) => ({ term, shown: forms.get(term)! }));
  words.sort((a, b) => (a.shown < b.shown ? -1 : 1));
  const places = new Map(words.map(({ term }, at) => [term, at]));
  const pairs = [...kept.keys()]
    .filter(isPair)
    .map((term) => ({ term, at: term.split(' ').map((one) => places.get(one) ?? -1) as [number, number] }))
    .filter(({ at }) => at.every((one) => one >= 0))
    .sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1]);
  const lists = [...words, ...pairs].map(({ term }) => kept.get(term)!);
  const gaps = (numbers: number[], from: number) => numbers.map((number, at) => number - (numbers[at - 1] ?? from));
  let before = '';
  const lines = words.map(({ shown }) => {
    let same = 0;
    while (same < 35 && same < before.length && shown[same] === before[same]) same += 1;
    before = shown;
    return same.toString(36) + shown.slice(same);
  });
  const firsts = gaps(
    pairs.map(({ at }) => at[0]),
    0,
  );
  const index = {
    sections,
    levels,
    rows: sources
      .map(({ number, slug, section, level, question }) => {
        const place = sections.findIndex(([id]) => id === section);
        return [number, slug, place, levels.indexOf(level), question].join(' ');
      })
      .join('\n'),
    words: lines.join('\n'),
    pairs: writeNumbers(pairs.flatMap(({ at }, index) => [firsts[index]!, at[1]])),
    counts: writeNumbers(lists.map((list) => list.length)),
    answers: writeNumbers(
      lists.flatMap((list) =>
        gaps(
          list.map(([answer]) => answer),
          -1,
        ).map((gap) => gap - 1),
      ),
    ),
    weights: writeNumbers(lists.flatMap((list) => list.map(([, weight]) => weight))),
    common: '',
  };
  const lookup = new Lookup(index);
  // So are the words that stand in the text alone: who types one of them means it.
  const known = new Set([...common, ...formsInText(sources)]);
  const mistaken = [...known].sort().filter((word) => lookup.candidates(word, false).how === 'corrected');
  return { ...index, common: mistaken.join(' ') };
}
