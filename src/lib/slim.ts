/** What keeps its white space, or is hashed as it stands. */
const verbatim = /(<(pre|style|script)\b[\s\S]*?<\/\2>)/;

/** White space that a drawing does not show: before a shape, a text, or the end of a group. */
const inDrawings = /> <(?=(?:path|line|rect|circle|text|\/svg)\b)/g;

/**
 * The same page in fewer bytes: each run of white space outside of code is one space, in drawings none, and what tells Pagefind how to read a page is
 * gone, since it has read it by then.
 */
export const slim = (html: string): string =>
  html
    .split(verbatim)
    // The split gives the text between, what is verbatim, and its name, in turn.
    .map((piece, index) => [piece.replace(/\s+/g, ' ').replace(inDrawings, '><'), piece, ''][index % 3])
    .join('')
    .replace(/ data-pagefind-[a-z]+(="[^"]*")?/g, '');

/** The same page without the scripts that it would load: Astro gives one to every page, and the card of an answer needs none. */
export const scriptless = (html: string): string => html.replace(/ ?<script[^>]*\bsrc=[^>]*><\/script>/g, '');
