/**
 * How the small layer ranks.
 *
 * 1. The query is cut into words as the answers were (words.ts): identifiers are known whole and in parts, and what only says *how*
 *    something is asked (stop-words) is left out unless there is nothing else.
 * 2. Each word is looked up in the layer's own words: as it stands or by its stem; else as a beginning (the reader may still be
 *    typing); else joined with its neighbour or cut in two; else with as few typing errors as possible, and that is said. All
 *    candidates of a way count, the better the closer; the best answer decides which of them is shown as the correction.
 * 3. An answer scores, per word, rarity × a saturating sum of where it has the word: question, address, aliases, text, section.
 *    A word found in few answers says more; a second find in the same answer says less.
 * 4. Two factors reward answers that speak of the query as a whole: the share of the query's weight that was found at all, and
 *    how closely one single passage (the question or one alias) matches it.
 *
 * The order depends on the words and the layer alone: never on time, network, or what Pagefind adds afterwards.
 */
import { errorsBetween, isStop, stem, type Word, wordsOf } from './words.ts';

/** The layer as it is sent; src/lib/search-layer.ts makes it. */
export interface Layer {
  sections: [id: string, title: string][];
  levels: string[];
  answers: [
    number: number,
    slug: string,
    section: number,
    level: number,
    question: string,
    aliases: string,
    text: string,
  ][];
}

/** An answer found, best first; `score` compares only within one query. */
export interface Hit {
  number: number;
  score: number;
}

/** What was found, and for which words. */
export interface Found {
  hits: Hit[];
  /** A word as typed → the word searched for instead. */
  corrected: Map<string, string>;
  /** Words that nothing in the layer resembles. */
  unknown: string[];
  /** Whether some word was known as it stands or but for one error; if not, the full text should be asked first. */
  sure: boolean;
  /** For each word searched for, the stems that count as it in a text. */
  words: string[][];
}

export const P = {
  question: 3,
  slug: 1.5,
  alias: 2,
  text: 1,
  section: 0.4,
  sat: 1.6,
  part: 0.7,
  stem: 0.95,
  prefix: 0.8,
  also: 0.35,
  open: 0.75,
  err: 1.5,
  first: 0.15,
  cover: 0.6,
  close: 1,
  qpart: 0.4,
  rare: 1,
};
const weights = P;

interface Entry {
  shown: string;
  root: string;
}

/** Makes the layer searchable. */
export function makeIndex(layer: Layer) {
  /** By stem: in which answers the word stands, and with what weight. */
  const postings = new Map<string, Map<number, number>>();
  /** By key: the words themselves, for beginnings and errors. */
  const words = new Map<string, Entry>();
  /** Questions and aliases, each as a set of stems. */
  const passages: { answer: number; roots: Set<string> }[] = [];

  const add = (answer: number, text: string, weight: number) => {
    const roots = new Set<string>();
    for (const word of wordsOf(text)) {
      for (const one of [word, ...word.parts]) {
        const root = stem(one.key);
        if (!words.has(one.key)) words.set(one.key, { shown: one.shown, root });
        if (!isStop(word.key)) roots.add(root);
        const where = postings.get(root) ?? new Map<number, number>();
        postings.set(root, where.set(answer, (where.get(answer) ?? 0) + weight * (one === word ? 1 : P.part)));
      }
    }
    if (roots.size === 0) for (const { key } of wordsOf(text)) roots.add(stem(key));
    return roots;
  };
  layer.answers.forEach(([, slug, section, , question, aliases, text], answer) => {
    passages.push({ answer, roots: add(answer, question, weights.question) });
    add(answer, aliases, weights.alias);
    add(answer, slug.replaceAll('-', ' '), weights.slug);
    add(answer, text, weights.text);
    add(answer, layer.sections[section]![1], weights.section);
  });

  const total = layer.answers.length;
  const rarity = (count: number) => Math.log(P.rare + (total - count + 0.5) / (count + 0.5));

  /** What a word may stand for: sets of entries that count as one word, each entry with how well it fits (0 to 1). */
  function candidates(key: string, last: boolean): { sets: [Entry, number][][]; errors: number } {
    const exact = words.get(key);
    const root = stem(key);
    const known = exact || postings.has(root);
    const sets: [Entry, number][][] = known ? [[[exact ?? { shown: key, root }, exact ? 1 : P.stem]]] : [];
    if (key.length > 1 && (last || !known)) {
      const begun: [Entry, number][] = [];
      for (const [word, entry] of words) {
        if (word.length > key.length && word.startsWith(key) && !(known && entry.root === root)) {
          begun.push([entry, known ? P.also : P.prefix + 0.15 * (key.length / word.length)]);
        }
      }
      if (begun.length > 0) sets.push(begun);
    }
    let errors = 0;
    while (sets.length === 0 && /^[a-z]{3}/.test(key) && errors < Math.min(2, key.length / 4)) {
      errors += 1;
      const near: [Entry, number][] = [];
      for (const [word, entry] of words) {
        if (word.length < 3 || (isStop(word) && word.length < 6)) continue;
        const whole = errorsBetween(key, word, errors) <= errors;
        if (whole || (last && key.length > 3 * errors && errorsBetween(key, word, errors, true) <= errors)) {
          const fit = 1 - (P.err * errors) / key.length - (word[0] === key[0] ? 0 : P.first);
          near.push([entry, whole ? fit : P.open * fit]);
        }
      }
      if (near.length > 0) sets.push(near);
    }
    return { sets, errors };
  }

  /** Cuts an unknown word into two known ones, where there is such a place. */
  function cut(key: string): Word[] | undefined {
    for (let at = key.length - 3; at > 2; at -= 1) {
      const [left, right] = [key.slice(0, at), key.slice(at)];
      if (words.has(left) && words.has(right)) return [left, right].map((one) => ({ key: one, shown: one, parts: [] }));
    }
    return undefined;
  }

  /** Ranks the answers for a query; with `verbatim`, words are taken as they stand. */
  return function search(query: string, verbatim = false): Found {
    const all = wordsOf(query);
    const content = all.filter(({ key }) => !isStop(key));
    const used = content.length > 0 ? content : all;
    const list: { word: Word; weight: number }[] = [];
    used.forEach((word, at) => {
      const known = words.has(word.key) || postings.has(stem(word.key));
      const next = used[at + 1];
      const joined = next && word.key + next.key;
      if (joined && words.has(joined))
        list.push({ word: { key: joined, shown: `${word.shown} ${next.shown}`, parts: [] }, weight: 1 });
      const pieces = word.parts.length > 0 ? word.parts : known ? [] : (cut(word.key) ?? []);
      if (known || pieces.length === 0) list.push({ word, weight: 1 });
      for (const part of pieces) if (!isStop(part.key)) list.push({ word: part, weight: known ? P.qpart : 0.8 });
    });

    const scores = new Map<number, number>();
    const coverage = new Map<number, number>();
    const through = new Map<string, Map<number, Entry>>();
    const unknown: string[] = [];
    let sure = false;
    const groups: string[][] = [];
    const matched = new Map<string, number>();
    let sum = 0;
    list.forEach(({ word, weight }, at) => {
      const { sets, errors } = candidates(word.key, at === list.length - 1 && !/\s$/.test(query));
      groups.push([stem(word.key), ...sets.flat().map(([{ root }]) => root)]);
      if (sets.length === 0 || (errors > 0 && verbatim)) {
        groups.at(-1)!.length = 1;
        unknown.push(word.shown);
        sum += weight;
        return;
      }
      sure ||= errors < 2;
      const best = new Map<number, [number, number, Entry]>();
      for (const set of sets) {
        // Many words with one beginning say no more than one word that stands in as many answers.
        const rare = rarity(new Set(set.flatMap(([{ root }]) => [...(postings.get(root)?.keys() ?? [])])).size);
        for (const [entry, quality] of set) {
          matched.set(entry.root, Math.max(matched.get(entry.root) ?? 0, quality * rare * weight));
          for (const [answer, where] of postings.get(entry.root)!) {
            const value = quality * rare * weight * ((where * (P.sat + 1)) / (where + P.sat));
            if (value > (best.get(answer)?.[0] ?? 0)) best.set(answer, [value, quality * rare * weight, entry]);
          }
        }
      }
      sum += Math.max(...[...best.values()].map(([, share]) => share));
      for (const [answer, [value, share, entry]] of best) {
        scores.set(answer, (scores.get(answer) ?? 0) + value);
        coverage.set(answer, (coverage.get(answer) ?? 0) + share);
        if (errors > 0) through.set(word.shown, (through.get(word.shown) ?? new Map()).set(answer, entry));
      }
    });

    const closeness = new Map<number, number>();
    const size = [...matched.values()].reduce((a, b) => a + b, 0);
    for (const { answer, roots } of passages) {
      let common = 0;
      let own = 0;
      for (const root of roots) {
        common += matched.get(root) ?? 0;
        own += rarity(postings.get(root)!.size);
      }
      const close = common / Math.sqrt((own + 1) * (size + 1));
      if (close > (closeness.get(answer) ?? 0)) closeness.set(answer, close);
    }
    const hits = [...scores]
      .map(([answer, score]) => ({
        answer,
        number: layer.answers[answer]![0],
        score:
          score *
          (1 - P.cover + P.cover * Math.min(1, (coverage.get(answer) ?? 0) / sum)) *
          (1 + P.close * (closeness.get(answer) ?? 0)),
      }))
      .sort((a, b) => b.score - a.score || a.answer - b.answer);
    const top = hits[0]?.answer ?? 0;
    const asked = layer.answers.find(([number]) => `${number}` === query.trim().replace('#', ''));
    if (asked) hits.unshift({ answer: -1, number: asked[0], score: Number.POSITIVE_INFINITY });
    const corrected = new Map<string, string>();
    for (const [typed, entries] of through) {
      const entry = entries.get(top) ?? [...entries.values()][0];
      if (entry) corrected.set(typed, entry.shown);
    }
    return { hits: hits.map(({ number, score }) => ({ number, score })), corrected, unknown, sure, words: groups };
  };
}
