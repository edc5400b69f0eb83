import { type SearchIndex, type Row, readIndex } from './search-index.ts';
import { errorsBetween } from '../lib/edit-distance.ts';
import { isStop, stem, wordsOf } from './words.ts';

/** A word of the index, and the answers that have it in just this form. */
export interface Entry {
  shown: string;
  root: string;
  answers: Set<number>;
}

/** What a word may stand for: sets of entries, each set counting as one word, each entry with how well it fits (0 to 1). */
export interface Candidates {
  sets: [Entry, fit: number][][];
  /** Typing errors to be corrected for that. */
  errors: number;
}

/** What a word weighs by where it stands; a part of an identifier weighs less than the whole. */
const weights = { question: 2.6, slug: 1.3, topics: 1.8, rest: 1.2, section: 0.2, part: 0.6 };

/** The words of the index; answers are counted from 0. */
export class Lookup {
  readonly rows: Row[] = [];
  /** For each answer, the stems of its question. */
  readonly questions: Set<string>[] = [];
  /** By stem: in which answers the word stands, and with what weight. */
  readonly postings = new Map<string, Map<number, number>>();
  /** By key: the words themselves, for beginnings and errors. */
  readonly words = new Map<string, Entry>();

  constructor(index: SearchIndex) {
    readIndex(index).forEach(({ row, topics, rest }, answer) => {
      this.rows.push(row);
      this.questions.push(this.#add(answer, row.question, weights.question));
      this.#add(answer, row.path.replace(/^.*?\/|-/g, ' '), weights.slug);
      this.#add(answer, topics, weights.topics);
      this.#add(answer, rest, weights.rest);
      this.#add(answer, row.section, weights.section);
    });
  }

  #add(answer: number, text: string, weight: number): Set<string> {
    const words = wordsOf(text);
    for (const [of, word] of words.flatMap((one) => [one, ...one.parts].map((each) => [one, each] as const))) {
      const root = stem(word.key);
      const entry = this.words.get(word.key) ?? { shown: word.shown, root, answers: new Set() };
      this.words.set(word.key, entry);
      entry.answers.add(answer);
      const where = this.postings.get(root) ?? new Map<number, number>();
      this.postings.set(root, where.set(answer, (where.get(answer) ?? 0) + weight * (of === word ? 1 : weights.part)));
    }
    const telling = words.filter(({ key }) => !isStop(key));
    return new Set(
      (telling.length > 0 ? telling : words).flatMap((one) => [one, ...one.parts]).map(({ key }) => stem(key)),
    );
  }

  /** How much it says that a word stands in only `count` answers. */
  rarity(count: number): number {
    return Math.log(1.9 + (this.rows.length - count + 0.5) / (count + 0.5)) ** 0.7;
  }

  has(key: string): boolean {
    return this.words.has(key) || this.postings.has(stem(key));
  }

  /** Looks up a word: as it stands, as a beginning (always, if the reader may still be `typing` it), else with one error or two. */
  candidates(key: string, typing: boolean): Candidates {
    const root = stem(key);
    const known = this.has(key);
    const sets: Candidates['sets'] = [];
    if (known) sets.push([[this.words.get(key) ?? { shown: key, root, answers: new Set() }, 1]]);
    const select = (fitOf: (word: string, entry: Entry) => number) => {
      const set = [...this.words].flatMap(([word, entry]): Candidates['sets'][0] => {
        const fit = fitOf(word, entry);
        return fit > 0 ? [[entry, fit]] : [];
      });
      if (set.length > 0) sets.push(set);
    };
    if (key.length > 1 && (typing || !known)) {
      select((word, entry) => {
        if (word.length <= key.length || !word.startsWith(key) || (known && entry.root === root)) return 0;
        return known ? 0.8 : 0.7 + (0.15 * key.length) / word.length;
      });
    }
    let errors = 0;
    while (sets.length === 0 && errors < (key.length > 8 ? 2 : 1) && /^[a-z]{3}/.test(key)) {
      errors += 1;
      select((word) => {
        if (word.length < 3 || (isStop(word) && word.length < 6)) return 0;
        const begins = word[0] === key[0];
        // Short words that begin otherwise are other words: `match` is not `catch`.
        if (!begins && key.length < 6 && word[1] !== key[0]) return 0;
        const fit = 1 - (2.4 * errors) / key.length - (begins ? 0 : 0.1);
        if (errorsBetween(key, word, errors) <= errors) return fit;
        return typing && key.length > 5 && errorsBetween(key, word, errors, true) <= errors ? 0.75 * fit : 0;
      });
    }
    return { sets, errors };
  }

  /** Two known words that `key` is made of, if it begins no known one. */
  cut(key: string): string[] {
    if ([...this.words.keys()].some((word) => word.startsWith(key))) return [];
    for (let at = key.length - 3; at > 2; at -= 1) {
      const pair = [key.slice(0, at), key.slice(at)];
      if (pair.every((word) => this.words.has(word))) return pair;
    }
    return [];
  }
}
