import { isStop, stem, tellingWords } from './words.ts';

/** What a part of an identifier, and a pair of neighbors, counts beside a word. */
export const share = { part: 0.6, pair: 0.5 };

/** The name under which two neighbors are known, by their stems. */
export const pairOf = (one: string, next: string): string => `${one} ${next}`;

/** What a text is made of for learning: the stems of its words, of the parts of its identifiers, and its pairs, each with its share. */
export function termsOf(text: string): Map<string, number> {
  const found = new Map<string, number>();
  const add = (term: string, value: number) => found.set(term, Math.max(found.get(term) ?? 0, value));
  let before = '';
  for (const { key, parts } of tellingWords(text)) {
    const root = stem(key);
    add(root, 1);
    for (const part of parts) if (!isStop(part.key)) add(stem(part.key), share.part);
    if (before) add(pairOf(before, root), share.pair);
    before = root;
  }
  return found;
}

/** The scale of what texts say against what is learned. */
const scale = 0.6;

/** How much it says that a term stands in only `count` of `all` answers: BM25's inverse document frequency. */
export const rarity = (count: number, all: number): number => Math.log(1 + (all - count + 0.5) / (count + 0.5)) * scale;
