import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { belowBase, href } from './addresses.ts';
import { forwardsSchema, questionsSchema } from './schemas.ts';

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

/** Old address → the one it has now, both with the base: the short links of all questions, and whatever has moved. */
export function readMoves(): Moves {
  const questions = questionsSchema.parse(parse(readFileSync('content/questions.yaml', 'utf8')));
  const short = Object.entries(questions).map(([number, { path }]) => [href(`q/${number}/`), href(`${path}/`)]);
  const pages = Object.entries(readForwards().pages).map(([from, to]) => [href(from.slice(1)), href(to.slice(1))]);
  return Object.fromEntries([...short, ...pages]);
}

const former = (moves: Moves, now: string) => Object.keys(moves).filter((old) => moves[old] === now);

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
    .map(([, now]) => href(now.slice(1)));

/** Whether `url` is a second address of a page: a short link, or one that has moved. */
export const isForward = (url: string): boolean =>
  /^\/q\/\d+\/$/.test(belowBase(url)) || belowBase(url) in readForwards().pages;
