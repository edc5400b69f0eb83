import { answerFor, examplesOf, glossaryExamples, type Lessons, linesOf } from './examples.ts';
import { fullTextWeights, type Weights } from './full-text.ts';
import { type Example, learn } from './learn.ts';
import { writeNumbers, writeSteps } from './numbers.ts';
import { learnPairs } from './pairs.ts';
import { beginningOf, chunk } from './pieces.ts';
import { hashOf, type SearchIndex, shortHashOf, type Vocabulary } from './search-index.ts';
import type { Source } from './source.ts';
import { Lookup } from './lookup.ts';
import { stem, wordsOf } from './words.ts';

/**
 * What a word must say of one answer at least to be kept: more, if answers lack it; still more, if not more than one line of the lessons
 * has it, errors not counted, whose pairs know them better; most, if none has. What it says of others besides is kept from `others` on.
 */
const least = { word: 2, lacking: 2.7, once: 6.5, unasked: 12, others: 1.47 };
/** What a step of a weight is worth, and the highest weight in such quanta. */
const [quantum, most] = [0.8, 31];
/** Longer words are never typed. */
const longest = 28;

/** From how many answers on a world of the glossary is as wide as ours, and how much of its name is left then beside what is asked. */
const [wide, beside] = [10, 0.6];

const isName = (word: string) => /[\W_\d]|\p{Ll}\p{Lu}/u.test(word);

/** What all texts and lessons say of the answers; what the lessons weigh that have a term, and those of them that are no errors. */
export function weighTerms(
  sources: Source[],
  { phrasings, errors, glossary }: Omit<Lessons, 'common'>,
): { weights: Weights; all: Map<string, number>; asked: Map<string, number> } {
  const before = fullTextWeights(sources);
  const examples = examplesOf(sources, phrasings, errors);
  // Our own words have to be known before those of others can be told in them.
  const others = glossaryExamples(glossary, learn(before, examples, sources.length, 8), heardOf(examples));
  const all = [...examples, ...others];
  const weights = learn(before, all, sources.length);
  for (const [world, lines] of Object.entries(glossary)) {
    const answers = new Set(Object.values(lines).map((meant) => answerFor(meant, weights)));
    const where = answers.size < wide ? undefined : weights.get(stem(world.toLowerCase()));
    for (const [answer, weight] of where ?? []) where!.set(answer, weight * beside);
  }
  return { weights, all: heardOf(all), asked: heardOf([...examplesOf(sources, phrasings, {}), ...others]) };
}

/** What the examples weigh together in which each term stands. */
function heardOf(examples: Example[]): Map<string, number> {
  const heard = new Map<string, number>();
  for (const { terms, weight } of examples)
    for (const term of terms.keys()) heard.set(term, (heard.get(term) ?? 0) + weight);
  return heard;
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

/** All words of texts, as they are looked up. */
const keysOf = (texts: string[]) =>
  texts
    .flatMap((text) => wordsOf(text))
    .flatMap((word) => [word, ...word.parts])
    .map(({ key }) => key);

/** All words of the answers. */
const formsInText = (sources: Source[]) => keysOf(sources.flatMap(({ texts }) => Object.values(texts)));

/** What a word says of answers, from `least` on and in quanta. */
const keep = (where: Map<number, number>, least: number): [answer: number, weight: number][] =>
  [...where]
    .filter(([, weight]) => weight >= least)
    .map(([answer, weight]): [number, number] => [answer, Math.min(most, Math.max(1, Math.round(weight / quantum)))])
    .sort(([a], [b]) => a - b);

/** A word of an index, or a stem that only readers use, with what it says: answers by their place, and weights in quanta. */
interface Term {
  /** As it is mostly written; only the answers' own are. */
  shown: string | undefined;
  hash: number;
  /** The first letters that a reader types who looks for it. */
  begins: string;
  list: [answer: number, weight: number][];
}

/** Numbers in order, each as its distance to the one before. */
const gaps = (numbers: number[], from = 0) => numbers.map((number, at) => number - (numbers[at - 1] ?? from));

/** What the terms and the words that are no typing errors say, packed. */
function pack(terms: Term[], common: string[]): Vocabulary {
  const words = terms.filter((one): one is Term & { shown: string } => one.shown !== undefined);
  words.sort((a, b) => (a.shown < b.shown ? -1 : 1));
  // Of two that have one hash, the last is kept.
  const others = [...new Map(terms.filter(({ shown }) => !shown).map((one) => [one.hash, one])).values()];
  others.sort((a, b) => a.hash - b.hash);
  const lists = [...words, ...others].map(({ list }) => list);
  let before = '';
  const lines = words.map(({ shown }) => {
    let same = 0;
    while (same < 35 && same < before.length && shown[same] === before[same]) same += 1;
    before = shown;
    return same.toString(36) + shown.slice(same);
  });
  const answersOf = (list: Term['list']) => list.map(([answer]) => answer);
  const short = [...new Set(common.map(shortHashOf))].sort((a, b) => a - b);
  return {
    words: lines.join('\n'),
    hashes: writeNumbers(gaps(others.map(({ hash }) => hash))),
    counts: writeNumbers(lists.map((list) => list.length)),
    answers: writeNumbers(lists.flatMap((list) => gaps(answersOf(list), -1).map((gap) => gap - 1))),
    weights: writeNumbers(lists.flatMap((list) => list.map(([, weight]) => weight))),
    common: writeNumbers(gaps(short)),
  };
}

/** An index as it is sent, and its pieces by their names (pieces.ts), if there are any. */
export interface Made {
  index: SearchIndex;
  pieces: Map<string, Vocabulary | string>;
}

/**
 * Makes the index of the answers, in the order of `sources`. `common` are words that are no typing errors: those of them are kept
 * that would be taken for one. From `many` answers on it is made in pieces.
 */
export function makeIndex(
  sections: [id: string, title: string][],
  sources: Source[],
  lessons: Lessons,
  many = 200,
): Made {
  const levels = ['junior', 'mid', 'senior'];
  const { phrasings, errors, glossary, common } = lessons;
  const { weights, all, asked } = weighTerms(sources, lessons);
  const taught = [phrasings, errors, ...Object.values(glossary).map(Object.keys)].flatMap((one) => Object.values(one));
  const forms = formsIn([...sources.flatMap(({ texts }) => Object.values(texts)), ...taught]);
  const written = new Set(formsInText(sources).map(stem));
  const leastOf = (term: string) =>
    least[!all.has(term) ? 'unasked' : written.has(term) ? 'word' : (asked.get(term) ?? 0) > 1 ? 'lacking' : 'once'];
  const terms = [...weights]
    .filter(([term, where]) => forms.has(term) && Math.max(...where.values()) >= leastOf(term))
    .map(([term, where]): Term => {
      const shown = written.has(term) ? forms.get(term)! : undefined;
      const begins = beginningOf(shown ? wordsOf(shown)[0]!.key : term);
      return { shown, hash: hashOf(term), begins, list: keep(where, least.others) };
    });
  const rows = sources.map(({ slug, question }) => `${slug} ${question}`);
  const places = sources.map(({ section }) => sections.findIndex(([id]) => id === section));
  const index = {
    sections,
    levels,
    numbers: writeSteps(sources.map(({ number }) => number)),
    inSections: writeNumbers(places),
    atLevels: writeNumbers(sources.map(({ level }) => levels.indexOf(level))),
    quantum,
    rows: rows.join('\n'),
    ...pack(terms, []),
  };
  const placeOf = new Map(sources.map(({ number }, at) => [number, at]));
  const lines = new Map<string, number[]>();
  for (const [number, text] of Object.entries(errors)) {
    const answer = placeOf.get(Number(number));
    for (const line of answer === undefined ? [] : linesOf(text))
      lines.set(line, [...(lines.get(line) ?? []), answer!]);
  }
  for (const [pair, where] of learnPairs(new Lookup(index), lines, new Set([...forms.keys()].map(hashOf)))) {
    const [first = ''] = pair.split(' ');
    terms.push({ shown: undefined, hash: hashOf(pair), begins: beginningOf(first), list: keep(where, 0) });
  }
  const lookup = new Lookup({ ...index, ...pack(terms, []) });
  // So are the words that texts, phrasings and worlds have: who types one of them means it.
  const known = new Set([...common, ...formsInText(sources), ...keysOf(taught), ...keysOf(Object.keys(glossary))]);
  // The letters of a whole identifier are never typed without its signs.
  const mistaken = [...known]
    .filter((word) => /^[a-z]{3,14}$/.test(word))
    .filter((word) => /^(?:corrected|respelled)$/.test(lookup.candidates(word, false).how));
  if (sources.length < many) return { index: { ...index, ...pack(terms, mistaken) }, pieces: new Map() };
  const beginnings = [...new Set([...terms.map(({ begins }) => begins), ...mistaken.map(beginningOf)])].sort();
  const pieces: Made['pieces'] = new Map();
  for (const [at, begins] of beginnings.entries()) {
    const here = terms.filter((one) => one.begins === begins);
    pieces.set(
      `words-${at}`,
      pack(
        here,
        mistaken.filter((word) => beginningOf(word) === begins),
      ),
    );
  }
  for (let from = 0; from < rows.length; from += chunk) {
    pieces.set(`rows-${from / chunk}`, rows.slice(from, from + chunk).join('\n'));
  }
  return { index: { ...index, rows: '', ...pack([], []), beginnings: beginnings.join(' ') }, pieces };
}
