import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { site } from '../site.ts';
import { forwardsSchema } from './schemas.ts';

/** Old address → the one it has now. */
interface Moves {
  [old: string]: string;
}
let last: { text: string; forwards: { pages: Moves; fragments: Moves } } | undefined;

/** Addresses that have moved, from content/forwards.yaml: old path → new path, old fragment → new fragment. */
export function readForwards() {
  const text = readFileSync('content/forwards.yaml', 'utf8');
  // Every heading of every page asks; the file is parsed again only when it has changed.
  if (last?.text !== text) last = { text, forwards: forwardsSchema.parse(parse(text)) };
  return last.forwards;
}

const former = (moves: Moves, now: string) => Object.keys(moves).filter((old) => moves[old] === now);
const belowBase = (url: string) => `/${url.slice(site.base.length)}`;

/** The ids that `id` had before, to stand as empty anchors beside it. */
export const formerIds = (id: string): string[] => former(readForwards().fragments, id);

/** The addresses of the page at `url`, each as its steps below the base: its own, then those it had before. */
export function addressesOf(url: string): string[][] {
  const path = belowBase(url);
  return [path, ...former(readForwards().pages, path)].map((one) => one.split('/').filter(Boolean));
}

/** The pages, by their addresses of today, that had an address in the section `id` before. */
export const onceIn = (id: string): string[] =>
  Object.entries(readForwards().pages)
    .filter(([old]) => old.startsWith(`/${id}/`))
    .map(([, now]) => site.base + now.slice(1));

/** Whether `url` is a second address of a page: a short link, or one that has moved. */
export const isForward = (url: string): boolean =>
  /^\/q\/\d+\/$/.test(belowBase(url)) || belowBase(url) in readForwards().pages;
