import { readNumbers } from './numbers.ts';

/**
 * The index as it is sent; make-index.ts makes it. What it says of each word is packed: `words` in their order, each with how much of
 * the beginning it shares with the one before; `hashes` of the stems that only readers use, as gaps; `counts`, of how many answers
 * each word and then each hash speaks; `answers`, the gaps between those answers; `weights`. Numbers are as numbers.ts writes them.
 */
export interface SearchIndex {
  sections: [id: string, title: string][];
  levels: string[];
  /** A line for each answer: `number slug section level question`, section and level by their place in the lists above. */
  rows: string;
  words: string;
  hashes: string;
  counts: string;
  answers: string;
  weights: string;
  /** What a whole step of a weight is worth. */
  quantum: number;
  /** Words that are no typing errors, though one letter away from one of the index: shorter hashes of them, as gaps. */
  common: string;
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

/** The answers of an index, as a list shows them. */
export function readRows({ sections, levels, rows }: SearchIndex): Row[] {
  return [...rows.matchAll(/^(\d+) (\S+) (\d+) (\d+) (.*)$/gm)].map(([, number, slug, at, level, question]) => {
    const [id, section] = sections[Number(at)]!;
    return {
      number: Number(number),
      path: `${id}/${slug}/`,
      question: question!,
      section,
      level: levels[Number(level)]!,
    };
  });
}

/** The words of an index as they are written, and the hashes of others; each with what it speaks of. */
export function readWords({ words, hashes, counts, answers, weights, quantum }: SearchIndex): {
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
