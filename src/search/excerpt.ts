import { stem, wordsOf } from './words.ts';

/** A page as Pagefind keeps it; the `location` of an anchor counts words, and its `text` is empty but for headings and the like. */
export interface Page {
  url: string;
  content: string;
  anchors: { id: string; text: string; location: number }[];
  meta: { [name: string]: string };
  filters: { [name: string]: string[] };
}

/** A word searched for: the stems that count as it in a text, and those of the identifier that it is only a part of. */
export interface Searched {
  stems: string[];
  within?: string[];
}

/** A piece of text, marked where it matches. */
export type Piece = [text: string, marked: boolean];

/** What to show of a page, and where it stands: a fragment and the heading over it; no part if the question itself matches as well. */
export interface Excerpt {
  pieces: Piece[];
  part?: { id: string; heading: string };
}

/** The stems of each word seen in a text: pages are read again at each key. */
const rootsOf = new Map<string, string[]>();

/** Which of the query's words (each a list of stems) a word of a text is: indexes into `words`. */
export function matchesOf(text: string, words: string[][]): number[] {
  const stems =
    rootsOf.get(text) ??
    wordsOf(text)
      .flatMap((word) => [word, ...word.parts])
      .map(({ key }) => stem(key));
  rootsOf.set(text, stems);
  return words.flatMap((word, at) => (word.some((one) => stems.includes(one)) ? [at] : []));
}

/** The words to look for in a text: a part of an identifier only where the whole is nowhere in it. */
export function wordsFor(text: string, words: Searched[]): string[][] {
  const wholes = words.flatMap(({ within }) => (within ? [within] : []));
  const there = new Set(
    wholes.length > 0 ? text.split(/\s+/).flatMap((word) => matchesOf(word, wholes).map((at) => wholes[at])) : [],
  );
  return words.filter(({ within }) => !within || !there.has(within)).map(({ stems }) => stems);
}

/** How many words a passage has, and how many stand before its first match. */
const [length, before] = [26, 5];
/** Parts that say nothing of their own. */
const bare = /^q\d+-(?:source-\d+|sources|related|checked-with|asked)$/;
/** The name of a test, which says in short what a sentence of another part says in full. */
const proof = /^q\d+-(?:[\w-]+\.)?test_/;
/** What is often said and wrong: for those who ask for that. */
const claims = /^q\d+-no-longer-true$/;

/** The passage of `page` that speaks of most of the query's words, from one part of it, matches marked. */
export function excerptOf(page: Page, words: string[][]): Excerpt {
  const text = page.content.split(/\s+/);
  const hits = text.map((word) => matchesOf(word, words));
  const parts = [...page.anchors].sort((a, b) => a.location - b.location);
  const first = parts[0]?.location ?? 0;
  // A word that the page has everywhere says little about where.
  const worth = words.map(
    (_, word) => 1 / (1 + Math.log(Math.max(1, hits.filter((hit) => hit.includes(word)).length))),
  );
  const worthOf = (found: Set<number>) => [...found].reduce((sum, word) => sum + worth[word]!, 0);
  const inQuestion = worthOf(new Set(hits.slice(0, first).flat()));
  let best = { value: -1, said: 0, start: first, from: first, end: text.length, at: 0 };
  for (const [at, { id, location, text: title }] of parts.entries()) {
    const from = location + (title ? title.split(/\s+/).length : 0);
    const end = parts[at + 1]?.location ?? text.length;
    for (let start = bare.test(id) ? end : from; start < end; start += 1) {
      // Passages begin shortly before a match, so that it is read in its sentence.
      if (start > from && !hits[start + before]?.length) continue;
      const stop = Math.min(end, start + length);
      const here = hits.slice(start, stop);
      const said = worthOf(new Set(here.flat()));
      // Prose before code and names, more matches before fewer.
      const code = text.slice(start, stop).filter((word) => /[=(){}@"]/.test(word)).length;
      const names = proof.test(id) ? length : code;
      const doubt = claims.test(id) ? 0.1 : 0;
      const value = said - (0.3 * names) / length - doubt + here.filter((one) => one.length > 0).length / 100;
      if (value > best.value) best = { value, said, start, from, end, at };
    }
  }
  const stop = Math.min(best.end, best.start + length);
  const pieces: Piece[] = [];
  const put = (piece: string, marked: boolean) => {
    const last = pieces.at(-1);
    if (last && last[1] === marked) last[0] += piece;
    else pieces.push([piece, marked]);
  };
  if (best.start > best.from) put('… ', false);
  for (let at = best.start; at < stop; at += 1) {
    put(text[at]!, hits[at]!.length > 0);
    if (at < stop - 1) put(' ', hits[at]!.length > 0 && hits[at + 1]!.length > 0);
  }
  if (stop < best.end) put(' …', false);
  const part = parts[best.at];
  if (best.said <= inQuestion || !part || best.at === 0) return { pieces };
  const heading = parts.slice(0, best.at + 1).findLast((one) => one.text)?.text ?? '';
  return { pieces, part: { id: part.id, heading } };
}
