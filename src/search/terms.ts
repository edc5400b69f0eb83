import { isStop, stem, tellingWords } from './words.ts';

/** What a part of an identifier counts beside the whole. */
export const partShare = 0.6;

/** What a text is made of for learning: the stems of its words and of the parts of its identifiers, each with its share. */
export function termsOf(text: string): Map<string, number> {
  const found = new Map<string, number>();
  const add = (term: string, value: number) => found.set(term, Math.max(found.get(term) ?? 0, value));
  for (const { key, parts } of tellingWords(text)) {
    add(stem(key), 1);
    for (const part of parts) if (!isStop(part.key)) add(stem(part.key), partShare);
  }
  return found;
}

/** The scale of what texts say against what is learned. */
const scale = 1.1;

/** How much it says that a term stands in only `count` of `all` answers: BM25's inverse document frequency. */
export const rarity = (count: number, all: number): number => Math.log(1 + (all - count + 0.5) / (count + 0.5)) * scale;
