/** The text of a line of Markdown, for titles and descriptions: no backticks, emphasis or link targets. */
export const plainText = (markdown: string): string =>
  markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');

/** Words in running text: what stands between white space and has a letter or digit in it. */
export const countWords = (text: string): number =>
  text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

/** Turns a heading's text into the last piece of its fragment: `Two exit stacks` → `two-exit-stacks`. */
export const slugify = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** The text as it stands between the tags of HTML or XML; not for attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** A line of Markdown without the marks that lead its claims to tests and sources; the words they stand on stay, code with brackets too. */
export const withoutMarks = (markdown: string): string =>
  markdown.replace(/\[((?:`[^`]*`|[^\]`])*)\]\((?:proof|source):[^)]*\)/g, '$1');

/** A number of bytes as a reader compares it: `480 KB`, `2.1 MB`. */
export const readableSize = (bytes: number): string =>
  bytes < 999_500 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1e6).toFixed(1)} MB`;

/** So many of a thing: `1 question`, `2 questions`. */
export const count = (amount: number, one: string): string => `${amount} ${one}${amount === 1 ? '' : 's'}`;
