/** A number from 0 to 2³² − 1 that depends on `text` alone: FNV-1a, mixed as MurmurHash3 ends, so that neighbors lie apart. */
export function numberOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * The items in an order that `seed` decides. Each has its place by its own name: one that comes or goes leaves the order of the others
 * as it was, so that a link keeps what it shared.
 */
export const shuffled = <Item>(items: readonly Item[], seed: string, nameOf: (item: Item) => string = String): Item[] =>
  items
    .map((item) => ({ item, name: nameOf(item), at: numberOf(`${seed}:${nameOf(item)}`) }))
    .sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1))
    .map(({ item }) => item);

/** Characters of a seed, few enough to be read out. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A seed from `random`, which gives numbers below 1. */
export const newSeed = (random: () => number): string =>
  Array.from({ length: 5 }, () => letters[Math.floor(random() * letters.length)]).join('');

/** Whether a text found in a link may be a seed. */
export const isSeed = (text: string): boolean => /^[a-z0-9]{1,16}$/.test(text);
