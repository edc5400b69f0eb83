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
