import { markdownToHtml } from 'satteri';
import { inlineCode } from './inline-code.ts';
import { internalLinks, marks } from './markdown.ts';

/**
 * Renders a line of Markdown from the front matter to HTML: inline markup only. `number` is that of the answer whose tests and
 * sources its marks name; a line that belongs to none has no marks. Throws where it is more than a line.
 */
export function renderInline(markdown: string, number?: number): string {
  // "401. The key is absent" begins with a status, not with a list.
  const line = markdown.replace(/^(\d+)([.)])/, '$1\\$2');
  const hastPlugins = [internalLinks, inlineCode, ...(number === undefined ? [] : [marks(number)])];
  const result = markdownToHtml(line, { hastPlugins, features: { smartPunctuation: true } });
  if (result instanceof Promise)
    throw new Error('a Markdown plugin is asynchronous; renderInline needs them not to be');
  const text = /^<p>((?:(?!<\/?p>)[\s\S])*)<\/p>$/.exec(result.html.trim())?.[1];
  if (text === undefined) {
    throw new Error(`"${markdown}" must be one line of text: no heading, list, quote or second paragraph.`);
  }
  return text;
}

/** The same on a page that does not hold the answer: its marks lead to the answer's own. */
export const renderElsewhere = (markdown: string, { number, url }: { number: number; url: string }): string =>
  renderInline(markdown, number).replaceAll('href="#', `href="${url}#`);
