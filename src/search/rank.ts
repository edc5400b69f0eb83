/**
 * How the small index ranks.
 *
 * 1. The query is cut into words as the answers were (words.ts): identifiers are known whole and in parts, and what only says *how*
 *    something is asked (stop-words) is left out unless there is nothing else.
 * 2. Each word is looked up among the index's own (lookup.ts): as it stands or by its stem; as a beginning, as the reader may still
 *    be typing; joined with its neighbour or cut in two; and only if all that fails, with one typing error (two in long words). All
 *    candidates count, the better the closer; the one that led to the best answer is what the reader is told.
 * 3. An answer scores, per word, rarity × fit × a saturating sum of where it has the word: question, address, topics, other aliases,
 *    section. Topics are words that the whole text of an answer says more of than nearly all others, found at build time.
 * 4. Two factors reward what speaks of the query as a whole: the share of the query that was found, and how closely the question
 *    itself matches it.
 *
 * The order depends on the words and the index alone: never on time, network, or what Pagefind adds afterwards. The constants were
 * tuned on the half of tests/browser/queries.yaml that is not held back.
 */
import type { Entry, Lookup } from './lookup.ts';
import { isStop, stem, wordsOf } from './words.ts';

/** What was found, and for which words. */
export interface Found {
  /** Best first; scores compare within one query only. */
  hits: { number: number; score: number }[];
  /** A word as typed → the word searched for instead. */
  corrected: Map<string, string>;
  /** Words that nothing in the index resembles. */
  unknown: string[];
  /** Whether some word was known as it stands or but for one error; if not, the full text should be asked first. */
  sure: boolean;
  /** For each word searched for, the stems that count as it in a text. */
  words: string[][];
}

/** A word of the query as it is looked up: its key, how it was typed, and its share in the whole. */
type Term = [key: string, shown: string, weight: number];

/** The terms of a query; identifiers come whole and in parts, neighbours joined if that makes a known word. */
function termsOf(query: string, lookup: Lookup): Term[] {
  const all = wordsOf(query);
  const telling = all.filter(({ key }) => !isStop(key));
  const used = telling.length > 0 ? telling : all;
  return used.flatMap(({ key, shown, parts }, at): Term[] => {
    const known = lookup.has(key);
    const joined = key + used[at + 1]?.key;
    const pair: Term[] = lookup.words.has(joined) ? [[joined, `${shown} ${used[at + 1]?.shown}`, 1]] : [];
    const pieces: Term[] = parts.map((part) => [part.key, part.shown, known ? 0.6 : 0.8]);
    if (!known && pieces.length === 0) pieces.push(...lookup.cut(key).map((one): Term => [one, one, 0.8]));
    const whole: Term[] = known || pieces.length === 0 ? [[key, shown, 1]] : [];
    return [...pair, ...whole, ...pieces.filter(([part]) => !isStop(part))];
  });
}

/** Ranks the answers for a query; with `verbatim`, words are taken as they stand. */
export function rank(lookup: Lookup, query: string, verbatim = false): Found {
  const { postings, rows, questions } = lookup;
  const found: Found = { hits: [], corrected: new Map(), unknown: [], sure: false, words: [] };
  const terms = termsOf(query, lookup);
  /** Per answer: what it scores, and how much of the query it has. */
  const scores = rows.map(() => ({ score: 0, share: 0 }));
  /** Per stem: how much of the query it stands for. */
  const matched = new Map<string, number>();
  const corrections: [shown: string, best: Map<number, { entry: Entry }>][] = [];
  let whole = 0;
  terms.forEach(([key, shown, weight], at) => {
    const { sets, errors } = lookup.candidates(key, at === terms.length - 1 && !/\s$/.test(query));
    if (sets.length === 0 || (errors > 0 && verbatim)) {
      found.words.push([stem(key)]);
      found.unknown.push(shown);
      whole += weight;
      return;
    }
    found.sure ||= errors < 2;
    found.words.push([stem(key), ...sets.flat().map(([{ root }]) => root)]);
    const best = new Map<number, { value: number; share: number; entry: Entry }>();
    for (const set of sets) {
      // Many words with one beginning say no more than one word that stands in as many answers.
      const spread = new Set(set.flatMap(([{ root }]) => [...postings.get(root)!.keys()])).size;
      for (const [entry, fit] of set) {
        const share = fit * weight * lookup.rarity(spread);
        matched.set(entry.root, Math.max(matched.get(entry.root) ?? 0, share));
        for (const [answer, where] of postings.get(entry.root)!) {
          const value = share * ((2.3 * where) / (where + 1.3)) * (entry.answers.has(answer) ? 1 : 0.6);
          if (value > (best.get(answer)?.value ?? 0)) best.set(answer, { value, share, entry });
        }
      }
    }
    for (const [answer, { value, share }] of best) {
      scores[answer]!.score += value;
      scores[answer]!.share += share;
    }
    whole += Math.max(...[...best.values()].map(({ share }) => share));
    if (errors > 0) corrections.push([shown, best]);
  });

  const sum = (roots: Iterable<string>, of: (root: string) => number) =>
    [...roots].reduce((all, root) => all + of(root), 0);
  const size = sum(matched.keys(), (root) => matched.get(root)!);
  const ranked = scores
    .map(({ score, share }, answer) => {
      const common = sum(questions[answer]!, (root) => matched.get(root) ?? 0);
      const own = sum(questions[answer]!, (root) => lookup.rarity(postings.get(root)!.size));
      const closeness = common / Math.sqrt((own + 1) * (size + 1));
      return { answer, score: score * (1 + Math.min(1, share / whole)) * (1 + 1.3 * closeness) };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.answer - b.answer);
  for (const [shown, best] of corrections) {
    const { entry } = best.get(ranked[0]!.answer) ?? [...best.values()][0]!;
    found.corrected.set(shown, entry.shown);
  }
  found.hits = ranked.map(({ answer, score }) => ({ number: rows[answer]!.number, score }));
  const asked = rows.find(({ number }) => `${number}` === query.trim().replace('#', ''));
  if (asked) found.hits.unshift({ number: asked.number, score: Number.POSITIVE_INFINITY });
  return found;
}
