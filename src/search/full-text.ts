import { type Place, places, type Source } from './source.ts';
import { partShare, rarity } from './terms.ts';
import { isStop, stem, wordsOf } from './words.ts';

/** What terms say of answers: term → the answer's place in the list → weight. */
export type Weights = Map<string, Map<number, number>>;

/** BM25's two constants. */
const [saturation, normalization] = [1.2, 0.5];

/** How often each stem stands in a text; parts of identifiers count for less. */
function countsOf(text: string): { counts: Map<string, number>; length: number } {
  const counts = new Map<string, number>();
  const add = (key: string, value: number) => {
    if (!isStop(key)) counts.set(stem(key), (counts.get(stem(key)) ?? 0) + value);
  };
  const words = wordsOf(text);
  for (const { key, parts } of words) {
    if (isStop(key)) continue;
    add(key, 1);
    for (const part of parts) add(part.key, partShare);
  }
  return { counts, length: words.length };
}

/** What the texts of all answers say before anything is learned: BM25F, a place's weight times its count, by its usual length. */
export function fullTextWeights(sources: Source[]): Weights {
  const counted = sources.map(({ texts }) =>
    (Object.keys(places) as Place[]).map((place) => ({ place, ...countsOf(texts[place]) })),
  );
  const usual = Object.keys(places).map(
    (_, at) => counted.reduce((sum, all) => sum + all[at]!.length, 0) / counted.length,
  );
  const found: Weights = new Map();
  for (const [answer, all] of counted.entries()) {
    for (const [at, { place, counts, length }] of all.entries()) {
      const norm = 1 - normalization + (normalization * length) / (usual[at] || 1);
      for (const [term, count] of counts) {
        const where = found.get(term) ?? new Map<number, number>();
        found.set(term, where.set(answer, (where.get(answer) ?? 0) + (places[place] * count) / norm));
      }
    }
  }
  for (const where of found.values()) {
    const rare = rarity(where.size, sources.length);
    for (const [answer, count] of where) where.set(answer, (rare * count * (saturation + 1)) / (count + saturation));
  }
  return found;
}
