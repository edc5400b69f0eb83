import { errorsBetween } from '../lib/edit-distance.ts';
import {
  describe,
  hashOf,
  type Postings,
  type Row,
  readGaps,
  readRows,
  readWords,
  type SearchIndex,
  shortHashOf,
  type Vocabulary,
} from './search-index.ts';
import { isStop, stem, type Word, wordsOf } from './words.ts';

/** A word of the index, as it is mostly written, and what it says of which answers. */
export interface Entry {
  key: string;
  shown: string;
  root: string;
  postings: Postings;
}

/** What a word may stand for: entries, each with how well it fits (0 to 1). */
export interface Candidates {
  entries: [Entry, fit: number][];
  /** `respelled` is a form of a known word, or a known word, that is not written like that. */
  how: 'known' | 'respelled' | 'beginning' | 'corrected' | 'unknown';
}

/** From which length one and two typing errors are forgiven; in shorter words a swap of neighbors is. */
const forgiven = { swap: 3, one: 5, two: 9 };

/** From which length a known word is taken to be typed to its end. */
const whole = 6;

/** The words of an index, for whoever looks one up. */
export class Lookup {
  readonly rows: Row[];
  readonly #quantum: number;
  readonly #words = new Map<string, Entry>();
  /** The words again, by each of their first two letters: the others are never near to one that begins with it. */
  readonly #near = new Map<string, [key: string, Entry][]>();
  readonly #roots = new Map<string, Entry>();
  readonly #hashed = new Map<number, Postings>();
  readonly #common = new Set<number>();
  readonly #questions: string[][];
  readonly #stems: Set<string>[];
  /** What was looked up before: a reader who types adds to one word of many. */
  readonly #seen = new Map<string, Candidates>();

  constructor(index: SearchIndex) {
    this.rows = readRows(index);
    this.#quantum = index.quantum;
    this.#questions = this.rows.map(() => []);
    this.#stems = this.rows.map(() => new Set());
    this.#read(index);
    this.describe(0, index.rows);
  }

  /** Knows the words of a piece of the index, too. */
  add(piece: Vocabulary): void {
    this.#read(piece);
    this.#learnForms(0, this.rows.length);
  }

  /** Knows what the `lines` of the index say of the rows from the place `from` on. */
  describe(from: number, lines: string): void {
    const to = describe(this.rows, from, lines);
    for (let at = from; at < to; at += 1) {
      this.#questions[at] = this.#asked(at).map(({ key }) => key);
      this.#stems[at] = new Set(this.#questions[at]!.map(stem));
    }
    this.#learnForms(from, to);
  }

  #asked(at: number): Word[] {
    return wordsOf(this.rows[at]!.question).flatMap((word) => [word, ...word.parts]);
  }

  #read(piece: Vocabulary) {
    this.#seen.clear();
    const { words, hashed } = readWords(piece, this.#quantum);
    for (const [shown, postings] of words) {
      const key = wordsOf(shown)[0]!.key;
      const entry = { key, shown, root: stem(key), postings };
      this.#roots.set(entry.root, entry);
      this.#know(entry);
    }
    for (const [hash, postings] of hashed) this.#hashed.set(hash, postings);
    for (const hash of readGaps(piece.common)) this.#common.add(hash);
  }

  /** A form that a question has is as right as the one that the index has. */
  #learnForms(from: number, to: number) {
    this.#seen.clear();
    for (let at = from; at < to; at += 1) {
      for (const { key, shown } of this.#asked(at)) {
        const entry = this.#words.has(key) ? undefined : this.#roots.get(stem(key));
        if (entry) this.#know({ ...entry, key, shown: shown.toLowerCase() });
      }
    }
  }

  #know(entry: Entry) {
    const { key } = entry;
    this.#words.set(key, entry);
    for (const letter of new Set(key.slice(0, 2))) {
      const near = this.#near.get(letter) ?? [];
      this.#near.set(letter, near);
      near.push([key, entry]);
    }
  }

  /** The entry of a word that answers have, or of another form of it. */
  written(key: string): Entry | undefined {
    return this.#words.get(key) ?? this.#roots.get(stem(key));
  }

  /** Whether answers have a word that is no identifier, which its parts would say as well. */
  isPlain(key: string): boolean {
    const entry = this.written(key);
    return entry !== undefined && wordsOf(entry.shown)[0]!.parts.length === 0;
  }

  /** The same, or that of a word that only readers use. */
  get(key: string): Entry | undefined {
    const root = stem(key);
    const postings = this.#hashed.get(hashOf(root));
    return this.written(key) ?? (postings && { key, shown: key, root, postings });
  }

  /** What two neighbors of a query say together (pairs.ts). */
  paired(pair: string): Postings {
    return this.#hashed.get(hashOf(pair)) ?? [];
  }

  /** The answers, by their places, whose question has a word of that beginning. */
  beginnings(key: string): number[] {
    return [...this.#questions.keys()].filter((at) => this.#questions[at]!.some((word) => word.startsWith(key)));
  }

  /** The answers, by their places, whose question has words of all those stems. */
  asking(roots: string[]): number[] {
    return [...this.#stems.keys()].filter((at) => roots.every((root) => this.#stems[at]!.has(root)));
  }

  /** The answers, by their places, whose question begins with a query of two words or more that is still typed. */
  begunBy(query: string): number[] {
    const typed = query.toLowerCase().trimStart();
    return /\s\S+$/.test(typed)
      ? [...this.rows.keys()].filter((at) => this.rows[at]!.question.toLowerCase().startsWith(typed))
      : [];
  }

  /** Looks up a word: as it stands, else as a beginning, as the reader may still be `typing` it, else with a typing error or two. */
  candidates(key: string, typing: boolean): Candidates {
    const name = typing ? `${key} ` : key;
    const seen = this.#seen.get(name);
    if (seen) return seen;
    const found = this.#find(key, typing);
    this.#seen.set(name, found);
    return found;
  }

  #find(key: string, typing: boolean): Candidates {
    const known = this.get(key);
    const isWord = this.#words.has(key);
    // A form of the word with a letter wrong, or another word with two letters swapped.
    const isTaken = (one: Entry) => (one.root === known?.root ? isMisspelled(key, one.key) : isSwap(key, one.key));
    const right =
      known && !isWord && !this.#common.has(shortHashOf(key)) && [...this.#words.values()].find((one) => isTaken(one));
    if (right) return { entries: [[right, 1]], how: 'respelled' };
    if (known && (!typing || (isWord && key.length >= whole))) return { entries: [[known, 1]], how: 'known' };
    const longer =
      key.length >= (typing ? 2 : 4)
        ? this.#select(key, (word, entry) => (word.startsWith(key) && entry.root !== known?.root ? 1 : 0))
        : [];
    // Many words with one beginning say no more than one word does that speaks of as many answers.
    const fit = (isWord ? 0.6 : 1) / new Set(longer.map(([{ root }]) => root)).size ** 0.3;
    const entries = [
      ...(known ? [[known, 1] satisfies Candidates['entries'][number]] : []),
      ...longer.map(([entry]): Candidates['entries'][number] => [entry, fit]),
    ];
    if (entries.length > 0) return { entries, how: longer.length > 0 ? 'beginning' : 'known' };
    const near = this.#correct(key, typing);
    return near.length > 0 ? { entries: near, how: 'corrected' } : { entries: [], how: 'unknown' };
  }

  /** The words that fit, of those that begin as `key` does or one letter later. */
  #select(key: string, fitOf: (word: string, entry: Entry) => number): Candidates['entries'] {
    const found: Candidates['entries'] = [];
    for (const [word, entry] of this.#near.get(key[0]!) ?? []) {
      const fit = fitOf(word, entry);
      if (fit > 0) found.push([entry, fit]);
    }
    return found;
  }

  #correct(key: string, typing: boolean): Candidates['entries'] {
    if (this.#common.has(shortHashOf(key)) || isStop(key) || !/^[a-z]{3}/.test(key)) return [];
    // A plural is looked for as it stands and as one.
    const single = key.replace(/(?<=.{3}[^s])s$/, '');
    const most = key.length >= forgiven.two ? 2 : 1;
    for (let errors = 1; errors <= most; errors += 1) {
      const found = this.#select(key, (word) => {
        if (Math.abs(word.length - key.length) > errors + 3 && !(typing && key.length >= forgiven.one)) return 0;
        const begins = word[0] === key[0];
        if (key.length < forgiven.one) return word.length === key.length && isSwap(key, word) ? 0.7 : 0;
        // A letter is sooner forgotten or doubled than taken for another.
        const other = word.length === key.length && !isSwap(key, word) ? 0.05 : 0;
        const fit = 1 - (2.4 * errors) / key.length - (begins ? 0 : 0.1) - other;
        if (errorsBetween(key, word, errors) <= errors) return fit;
        if (single !== key && errorsBetween(single, word, errors) <= errors) return fit - 0.05;
        return typing && key.length > 5 && errorsBetween(key, word, errors, true) <= errors ? 0.75 * fit : 0;
      });
      if (found.length > 0) return found;
    }
    return [];
  }

  /** Two known words that `key` is made of, if it begins no known one. */
  cut(key: string): string[] {
    for (let at = key.length - 3; at > 2; at -= 1) {
      const pair = [key.slice(0, at), key.slice(at)];
      if (pair.every((word) => this.#words.has(word))) return pair;
    }
    return [];
  }
}

/** Whether a form of a word has one letter wrong, not its last, which tells forms apart; British and American forms are both right. */
const isMisspelled = (key: string, word: string) =>
  key.length === word.length &&
  key.at(-1) === word.at(-1) &&
  key.replaceAll('s', 'z') !== word.replaceAll('s', 'z') &&
  errorsBetween(key, word, 1) === 1;

/** Whether two words of one length differ by two neighbors that changed places. */
function isSwap(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at < a.length && a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}
