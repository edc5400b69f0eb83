import { readNumbers, readSteps } from './numbers.ts';

/**
 * What an index says of words, packed: `words` in their order, each with how much of the beginning it shares with the one before;
 * `hashes` of the stems that only readers use, as gaps; `counts`, of how many answers each word and then each hash speaks; `answers`,
 * the gaps between those answers; `weights`. Numbers are as numbers.ts writes them.
 */
export interface Vocabulary {
  words: string;
  hashes: string;
  counts: string;
  answers: string;
  weights: string;
  /** Words that are no typing errors, though one letter away from one of the index: shorter hashes of them, as gaps. */
  common: string;
}

/** The index as it is sent; make-index.ts makes it. Of many answers it comes without words and rows, which pieces have (pieces.ts). */
export interface SearchIndex extends Vocabulary {
  sections: [id: string, title: string][];
  levels: string[];
  /** Of each answer its number, as a step, and its section and level, by their place in the lists above. */
  numbers: string;
  inSections: string;
  atLevels: string;
  /** A line for each answer: `slug question`. */
  rows: string;
  /** What a whole step of a weight is worth. */
  quantum: number;
  /** Where the rest comes in pieces: the beginnings of words that have one, with spaces between. */
  beginnings?: string;
}

/**
 * A stem as a number below 2¹⁹ (FNV-1a): a word that no answer has is only ever looked up as a whole, and its letters are not sent.
 * One in some hundreds of unknown words is taken for such a one.
 */
export function hashOf(root: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < root.length; at += 1) hash = Math.imul(hash ^ root.charCodeAt(at), 0x01000193);
  return hash >>> 13;
}

/** An answer as a list shows it; `section` is its title, `path` that of its page under the base path. */
export interface Row {
  number: number;
  path: string;
  question: string;
  section: string;
  level: string;
}

/** A word as a number below 2¹⁶: one typing error of a hundred is taken for a word that is none. */
export const shortHashOf = (word: string): number => hashOf(word) >>> 3;

/** The numbers that are written as gaps between them. */
export function* readGaps(text: string): Generator<number, undefined> {
  let number = 0;
  for (const gap of readNumbers(text)) {
    number += gap;
    yield number;
  }
}

/** The answers that a word speaks of, by their place in the list, each with how much. */
export type Postings = [answer: number, weight: number][];

/** The answers of an index, as a list shows them; a question is empty, and a path ends with its section, until `describe` was told. */
export function readRows({ sections, levels, numbers, inSections, atLevels }: SearchIndex): Row[] {
  const sectionOf = [...readNumbers(inSections)].map((at) => sections[at]!);
  const levelOf = [...readNumbers(atLevels)].map((at) => levels[at]!);
  return readSteps(numbers).map((number, at) => {
    const [id, section] = sectionOf[at]!;
    return { number, path: `${id}/`, question: '', section, level: levelOf[at]! };
  });
}

/** Gives rows, from the place `from` on, what the `lines` of an index say of them; returns the place behind the last. */
export function describe(rows: Row[], from: number, lines: string): number {
  let at = from;
  for (const [, slug, question] of lines.matchAll(/^(\S+) (.*)$/gm)) {
    const row = rows[at]!;
    row.path += `${slug}/`;
    row.question = question!;
    at += 1;
  }
  return at;
}

/** The words of an index as they are written, and the hashes of others; each with what it speaks of. */
export function readWords(
  { words, hashes, counts, answers, weights }: Vocabulary,
  quantum: number,
): {
  words: [shown: string, Postings][];
  hashed: Map<number, Postings>;
} {
  const count = readNumbers(counts);
  const gap = readNumbers(answers);
  const weight = readNumbers(weights);
  const postings = () => {
    let answer = -1;
    return Array.from({ length: count.next().value! }, (): Postings[number] => {
      answer += 1 + gap.next().value!;
      return [answer, weight.next().value! * quantum];
    });
  };
  let before = '';
  const read = words
    .split('\n')
    .filter(Boolean)
    .map((line): [string, Postings] => {
      before = before.slice(0, Number.parseInt(line[0]!, 36)) + line.slice(1);
      return [before, postings()];
    });
  return { words: read, hashed: new Map([...readGaps(hashes)].map((hash) => [hash, postings()])) };
}
