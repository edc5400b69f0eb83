import { stem, wordsOf } from './words.ts';

/** A page as Pagefind keeps it; a heading's `location` counts words. */
export interface Page {
  url: string;
  content: string;
  anchors: { id: string; text: string; location: number }[];
  meta: { [name: string]: string };
}

/** A piece of text, marked where it matches. */
export type Piece = [text: string, marked: boolean];

/** What to show of a page, and the fragment of the part where it stands; no fragment if the question itself matches as well. */
export interface Excerpt {
  pieces: Piece[];
  part?: { id: string; text: string };
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

const length = 26;

/** The passage of `page` that speaks of most of the query's words, from one part of it, matches marked. */
export function excerptOf(page: Page, words: string[][]): Excerpt {
  const text = page.content.split(/\s+/);
  const hits = text.map((word) => matchesOf(word, words));
  const parts = [...page.anchors].sort((a, b) => a.location - b.location);
  const inQuestion = new Set(hits.slice(0, parts[0]?.location ?? 0).flat()).size;
  let best = { value: -1, start: parts[0]?.location ?? 0, end: text.length, at: 0, kinds: 0 };
  parts.forEach(({ location, text: title }, at) => {
    const from = location + title.split(/\s+/).length;
    const end = parts[at + 1]?.location ?? text.length;
    for (let start = from; start < end; start += 1) {
      // Windows open shortly before a match, so that it is read in its sentence.
      if (start > from && !hits[start + 5]?.length) continue;
      const here = hits.slice(start, Math.min(end, start + length));
      const kinds = new Set(here.flat()).size;
      // Prose before code, more matches before fewer.
      const code = text.slice(start, start + length).filter((word) => /[=(){}@"]/.test(word)).length;
      const value = kinds - code / length + here.filter((one) => one.length > 0).length / 100;
      if (value > best.value) best = { value, start, end, at, kinds };
    }
  });
  const stop = Math.min(best.end, best.start + length);
  const pieces: Piece[] = [];
  const put = (piece: string, marked: boolean) => {
    const last = pieces.at(-1);
    if (last && last[1] === marked) last[0] += piece;
    else pieces.push([piece, marked]);
  };
  const first = (parts[best.at]?.location ?? 0) + (parts[best.at]?.text.split(/\s+/).length ?? 0);
  if (best.start > first) put('… ', false);
  for (let at = best.start; at < stop; at += 1) {
    put(text[at]!, hits[at]!.length > 0);
    if (at < stop - 1) put(' ', hits[at]!.length > 0 && hits[at + 1]!.length > 0);
  }
  if (stop < best.end) put(' …', false);
  const part = parts[best.at];
  return best.kinds > inQuestion && part && best.at > 0 ? { pieces, part } : { pieces };
}
