/** What keeps its white space, or is hashed as it stands. */
const verbatim = /(<(pre|style|script)\b[\s\S]*?<\/\2>)/;

/**
 * The same page in fewer bytes: each run of white space outside of code is one space, and what tells Pagefind how to read a page is
 * gone, since it has read it by then.
 */
export const slim = (html: string): string =>
  html
    .split(verbatim)
    // The split gives the text between, what is verbatim, and its name, in turn.
    .map((piece, index) => [piece.replace(/\s+/g, ' '), piece, ''][index % 3])
    .join('')
    .replace(/ data-pagefind-[a-z]+(="[^"]*")?/g, '');
