import { readNumbers } from './numbers.ts';

/**
 * The index as it is sent; make-index.ts makes it. What it says of each word is packed: `words` in their order, each with how much of
 * the beginning it shares with the one before; `counts`, of how many answers each word and then each pair speaks; `answers`, the gaps
 * between those answers; `weights`; `pairs`, which words they are made of. Numbers are as numbers.ts writes them.
 */
export interface SearchIndex {
  sections: [id: string, title: string][];
  levels: string[];
  /** A line for each answer: `number slug section level question`, section and level by their place in the lists above. */
  rows: string;
  words: string;
  pairs: string;
  counts: string;
  answers: string;
  weights: string;
  /** Words that stand in no answer and are no typing errors either. */
  common: string;
}

/** What a whole step of a weight is worth. */
export const quantum = 0.4;

/** An answer as a list shows it; `section` is its title, `path` that of its page under the base path. */
export interface Row {
  number: number;
  path: string;
  question: string;
  section: string;
  level: string;
}

/** The answers that a word or pair speaks of, by their place in the list, each with how much. */
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

/** The words of an index as they are written, and its pairs by the places of their words; each with what it speaks of. */
export function readWords({ words, pairs, counts, answers, weights }: SearchIndex): {
  words: [shown: string, Postings][];
  pairs: [one: number, next: number, Postings][];
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
  const places = [...readNumbers(pairs)];
  let one = 0;
  const joined = Array.from({ length: places.length / 2 }, (_, at): [number, number, Postings] => {
    one += places[2 * at]!;
    return [one, places[2 * at + 1]!, postings()];
  });
  return { words: read, pairs: joined };
}
