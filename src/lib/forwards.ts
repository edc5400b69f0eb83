import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { forwardsSchema } from './schemas.ts';

/** Addresses that have moved, from content/forwards.yaml: old path → new path, old fragment → new fragment. */
export const readForwards = () => forwardsSchema.parse(parse(readFileSync('content/forwards.yaml', 'utf8')));

/** The ids that `id` had before, to stand as empty anchors beside it. */
export function formerIds(id: string): string[] {
  const { fragments } = readForwards();
  return Object.keys(fragments).filter((old) => fragments[old] === id);
}
