/** A number from 0 to 2³² − 1 that a text always gives, and that a change of one letter turns into another: FNV-1a, then mixed. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.codePointAt(0)!, 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/**
 * The items in an order that `seed` decides. Each has its place by its own name: one that comes or goes leaves the order of the others
 * as it was, so that a link keeps what it shared.
 */
export const shuffled = <Item>(items: readonly Item[], seed: string, nameOf: (item: Item) => string): Item[] =>
  items
    .map((item) => ({ item, name: nameOf(item), at: hash(`${seed}/${nameOf(item)}`) }))
    .sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1))
    .map(({ item }) => item);

/** A round of exercises, as the fragment of a link carries it. */
export interface Round {
  /** Sections, in the order of the link; all without any. */
  sections: string[];
  /** How many exercises at most; all without it. */
  count?: number;
  /** What decides the order. */
  seed: string;
}

/** The fragment of a round, without `#`: `seed=x7&sections=routing,testing&count=10`. */
export const writeRound = ({ sections, count, seed }: Round): string =>
  [
    `seed=${seed}`,
    ...(sections.length > 0 ? [`sections=${sections.join(',')}`] : []),
    ...(count ? [`count=${count}`] : []),
  ].join('&');

/** Reads the fragment that `writeRound` writes; undefined where it names no round. Sections that are not `known` are left out. */
export function readRound(fragment: string, known: readonly string[]): Round | undefined {
  const keys = new URLSearchParams(fragment);
  const seed = keys.get('seed') ?? '';
  if (!/^[a-z0-9]{1,12}$/.test(seed)) return undefined;
  const sections = (keys.get('sections') ?? '').split(',').filter((one) => known.includes(one));
  const count = Number(keys.get('count'));
  return { seed, sections: [...new Set(sections)], ...(Number.isInteger(count) && count > 0 && { count }) };
}
