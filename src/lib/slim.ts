/** What keeps its white space, or is hashed as it stands. */
const verbatim = /(<(pre|style|script)\b[\s\S]*?<\/\2>)/;

/** White space that a drawing does not show: before a shape, a text, or the end of a group. */
const inDrawings = /> <(?=(?:path|line|rect|circle|text|\/svg)\b)/g;

/** A tag of an element that begins a line of its own, with the white space around it, which is never drawn. */
const ofBlock =
  / ?(<\/?(?:article|aside|d[dlt]|details|div|fig(?:caption|ure)|footer|form|h[1-6]|header|li|main|nav|[ou]l|p|s(?:ection|ummary)|t(?:able|body|[dhr]|head))(?=[\s>])(?:[^>"']|"[^"]*"|'[^']*')*>) ?/g;

/** A text between two tags. */
const text = />[^<>]*</g;

/**
 * The same page in fewer bytes: each run of white space outside of code is one space, in drawings and around blocks none, a quotation mark
 * in a text is written as such, and what tells Pagefind how to read a page is gone, since it has read it by then.
 */
export const slim = (html: string): string =>
  html
    .split(verbatim)
    // The split gives the text between, what is verbatim, and its name, in turn.
    .map(
      (piece, index) =>
        [piece.replace(/\s+/g, ' ').replace(inDrawings, '><').replace(ofBlock, '$1'), piece, ''][index % 3],
    )
    .join('')
    .replace(text, (one) => one.replaceAll('&quot;', '"'))
    .replace(/ data-pagefind-[a-z]+(="[^"]*")?/g, '');

/** The same page without the scripts that it would load: Astro gives one to every page, and the card of an answer needs none. */
export const scriptless = (html: string): string => html.replace(/ ?<script[^>]*\bsrc=[^>]*><\/script>/g, '');

const style = /<style>([\s\S]*?)<\/style>/g;

/** The same page with all styles in its first `<style>`, in their order, each once: a policy names each by a hash, which does not compress. */
export function withOneStyle(html: string): string {
  const styles = new Set(Array.from(html.matchAll(style), ([, rules = '']) => rules));
  let first = true;
  return html.replace(style, () => {
    if (!first) return '';
    first = false;
    return `<style>${[...styles].join('')}</style>`;
  });
}
