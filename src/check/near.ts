import { errorsBetween } from '../lib/edit-distance.ts';

/** The names most like `wanted`, nearest first, three at most: what an author may have meant. */
export function nearest(wanted: string, names: string[]): string[] {
  const words = new Set(wanted.split(/[_-]/));
  const scored = names.map((name) => {
    const shared = name.split(/[_-]/).filter((word) => words.has(word)).length;
    return { name, distance: errorsBetween(wanted, name, wanted.length) - 6 * shared };
  });
  return scored
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}
