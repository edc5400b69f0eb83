/**
 * How answers are ranked.
 *
 * 1. What is incidental in a pasted message is left out (paste.ts). The query is cut into words as the answers were (words.ts), each
 *    taken once: identifiers are known whole and in parts, and what only says *how* something is asked (stop-words) is left out. A part
 *    counts as it was learned, whether the whole is known or not, and once for all identifiers that have it.
 * 2. Each word is looked up in the index (lookup.ts): as it stands or by its stem; as a beginning, as the reader may still be typing;
 *    joined with its neighbor or cut in two; and only if all that fails, with one typing error or two.
 * 3. An answer scores the sum of what the words say of it. What they say was learned when the site was built: make-index.ts. Where a
 *    word stands for several of the index, the one that says most of an answer counts for it. A question that has all the words, or
 *    begins as the query does, comes before others.
 * 4. Two neighbors may say together what neither says alone: pairs.ts.
 * 5. Words that the index lacks may be in the full text; what that says of answers, on the same scale, is added once it is known.
 *
 * The order depends on the words, the index and the full text alone: never on time or network.
 */
import type { Searched } from './excerpt.ts';
import type { Candidates, Entry, Lookup } from './lookup.ts';
import { withoutIncidents } from './paste.ts';
import { partShare } from './terms.ts';
import { isStop, pairsOf, stem, tellingWords, type Word } from './words.ts';

/** What was found, and for which words. */
export interface Found {
  /** Best first; one that the query names by its number stands before them all. */
  hits: Hit[];
  /** Whether the first was named by its number. */
  named: boolean;
  /** A word as typed → the word searched for instead. */
  corrected: Map<string, string>;
  /** Words that neither the index nor the full text has, as they were typed. */
  unknown: string[];
  /** Whether the best answer has so little of the query that it is no more than close to it. */
  weak: boolean;
  /** The words searched for, as a text has them. */
  words: Searched[];
}

/** An answer found: its score, and what each word had in it. */
export interface Hit {
  number: number;
  score: number;
  parts: Map<string, number>;
}

/** What the full text says of words that the index lacks: key → number of an answer → weight. */
export type FullText = Map<string, Map<number, number>>;

/** A query is read to this many characters, of a paste and without what it has by accident, and words, the last: an error's message ends with what it is about. */
const longest = { paste: 4_000, text: 500, words: 48 };
/** What is left of a part that stands there as a word, too. */
const again = 0.5;
/** What it adds that an answer's question has all the words, or one that begins as the word does that is typed. */
const titled = 3;
/** What it adds that an answer's question begins with the query, letter by letter. */
const begun = 6;
/** The least a first answer scores that is more than close, and where half of the words or more are unknown. */
const close = { any: 3, unknown: 8 };

/** A word of the query as it is looked up, how it was typed, and its share in the whole. */
interface Term {
  key: string;
  shown: string;
  share: number;
  /** The stems of the identifier that it is a part of. */
  within?: string[];
}

/** The number of the answer that a query names: `7`, `#7`, `q7`, `question 7`. */
export function numberIn(query: string): number | undefined {
  const [, digits] = /^(?:#|q|question|answer|no\.?)?\s*(\d{1,6})$/i.exec(query.trim()) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** The words of a query that are looked up. */
export const lookedUp = (query: string): Word[] =>
  tellingWords(withoutIncidents(query.slice(-longest.paste)).slice(-longest.text)).slice(-longest.words);

/** What the parts of a query's words have said before: a part counts once, and half where it stands there as a word, too. */
class Parts {
  readonly #words: Set<string>;
  readonly #said = new Set<string>();

  constructor(words: Word[]) {
    this.#words = new Set(words.map(({ key }) => stem(key)));
  }

  /** The parts of a word that say something, each with its share. */
  of({ key, parts }: Word): Term[] {
    return parts
      .filter((part) => !isStop(part.key))
      .map((part) => {
        const root = stem(part.key);
        const share = this.#said.has(root) ? 0 : partShare * (this.#words.has(root) ? again : 1);
        this.#said.add(root);
        return { ...part, share, within: [stem(key)] };
      });
  }
}

/** What a word is looked up as: joined with its neighbor, as it stands, in parts, or cut in two. */
function termsOf(lookup: Lookup, { key, shown }: Word, next: Word | undefined, parts: Term[]): Term[] {
  const known = lookup.get(key) !== undefined;
  const cut = !known && parts.length === 0 && !lookup.candidates(key, false).entries.length ? lookup.cut(key) : [];
  const pieces = [...parts, ...cut.map((one): Term => ({ key: one, shown: one, share: 1 }))];
  return [
    ...(next && lookup.isPlain(key + next.key)
      ? [{ key: key + next.key, shown: `${shown} ${next.shown}`, share: 1 }]
      : []),
    ...(known || pieces.length === 0 ? [{ key, shown, share: 1 }] : []),
    ...pieces,
  ];
}

/** What a known term says of which answers, by their places: of all that it may stand for, what says most. */
function sayingOf(lookup: Lookup, { key, share }: Term, { entries, how }: Candidates): Map<number, number> {
  const best = new Map<number, number>();
  for (const [{ postings }, fit] of entries) {
    for (const [answer, weight] of postings) best.set(answer, Math.max(best.get(answer) ?? 0, fit * weight * share));
  }
  for (const answer of how === 'beginning' ? lookup.beginnings(key) : []) {
    best.set(answer, (best.get(answer) ?? 0) + titled * share);
  }
  return best;
}

/** Ranks the answers for a query; with `verbatim`, words are taken as they stand. */
export function rank(lookup: Lookup, query: string, verbatim = false, fullText: FullText = new Map()): Found {
  const found: Found = { hits: [], named: false, corrected: new Map(), unknown: [], weak: false, words: [] };
  const hits = lookup.rows.map(({ number }): Hit => ({ number, score: 0, parts: new Map() }));
  const add = (answer: number, name: string, value: number) => {
    const { parts } = hits[answer]!;
    parts.set(name, (parts.get(name) ?? 0) + value);
    hits[answer]!.score += value;
  };
  const all = lookedUp(query);
  // What is said twice is not said more: it was not learned so either. The last stays, as it may still be typed.
  const lastOf = new Map(all.map(({ key }, at) => [stem(key), at]));
  const words = all.filter(({ key }, at) => lastOf.get(stem(key)) === at);
  const parts = new Parts(words);
  const corrections: [shown: string, of: Candidates['entries']][] = [];
  /** The stem that each word stands for. */
  const roots: string[] = [];
  for (const [at, word] of words.entries()) {
    const isLast = at === words.length - 1 && !/\s$/.test(query);
    const terms = termsOf(lookup, word, words[at + 1], parts.of(word));
    roots.push(stem(word.key));
    for (const term of terms) {
      const candidates = lookup.candidates(term.key, isLast);
      const { entries, how } = candidates;
      const refused = verbatim && how === 'corrected';
      const stems = [...new Set([stem(term.key), ...(refused ? [] : entries.map(([{ root }]) => root))])];
      found.words.push({ stems, ...(term.within && { within: term.within }) });
      if (term.share === 0) continue;
      if (refused || how === 'unknown') {
        const more = fullText.get(term.key);
        if (!more?.size && terms.length === 1) found.unknown.push(term.shown);
        for (const [number, weight] of more ?? []) {
          const answer = hits.findIndex((hit) => hit.number === number);
          if (answer >= 0) add(answer, term.shown, weight * term.share);
        }
        continue;
      }
      for (const [answer, value] of sayingOf(lookup, term, candidates)) add(answer, term.shown, value);
      if (how === 'corrected' || how === 'respelled') corrections.push([term.shown, entries]);
      if (term.key === word.key) roots[at] = entries[0]![0].root;
    }
  }
  for (const pair of pairsOf(all)) for (const [answer, value] of lookup.paired(pair)) add(answer, pair, value);
  for (const answer of roots.length > 1 ? lookup.asking(roots) : []) add(answer, 'its question', titled);
  for (const answer of lookup.begunBy(query)) add(answer, 'its beginning', begun);
  const order = hits.map((hit, answer) => ({ hit, answer })).filter(({ hit }) => hit.score > 0);
  order.sort((a, b) => b.hit.score - a.hit.score || a.answer - b.answer);
  found.hits = order.map(({ hit }) => hit);
  for (const [shown, entries] of corrections) found.corrected.set(shown, bestOf(entries, order[0]!.answer).shown);
  const score = found.hits[0]?.score ?? 0;
  found.weak = score < close.any || (score < close.unknown && 2 * found.unknown.length >= words.length);
  const wanted = numberIn(query);
  const asked = hits.find(({ number }) => number === wanted);
  if (!asked) return found;
  return {
    ...found,
    named: true,
    hits: [asked, ...found.hits.filter((hit) => hit !== asked)],
    corrected: new Map(),
    unknown: [],
    weak: false,
  };
}

/** The entry that fits best of those that speak of an answer; of equals, the one that says most of it. */
function bestOf(entries: Candidates['entries'], answer: number): Entry {
  const said = ([{ postings }]: Candidates['entries'][number]) => postings.find(([at]) => at === answer)?.[1] ?? 0;
  return [...entries].sort((a, b) => b[1] * Math.sign(said(b)) - a[1] * Math.sign(said(a)) || said(b) - said(a))[0]![0];
}
