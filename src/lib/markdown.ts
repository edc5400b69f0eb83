import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type HastPluginDefinition, type HastPluginEntry, markdownToHtml } from 'satteri';
import { site } from '../site.ts';
import { formerIds } from './forwards.ts';

const content = new URL('../../content/', import.meta.url);

/** The id of a part of answer `number`, unique across the site and the same wherever the answer is shown. */
export const partId = (number: number, part: string) => `q${number}-${part}`;

/** Turns a heading's text into the last piece of its fragment: `Two exit stacks` → `two-exit-stacks`. */
export const slugify = (text: string) =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** Gives every heading its fragment and makes it a link to itself. */
const headings: HastPluginEntry = ({ data }) => ({
  name: 'headings',
  element: {
    filter: ['h2', 'h3'],
    visit(node, ctx) {
      const number = Number(data.astro?.frontmatter.number);
      const id = partId(number, slugify(ctx.textContent(node)));
      const link = { type: 'element', tagName: 'a', properties: { href: `#${id}` }, children: [...node.children] };
      const former = formerIds(id).map((old) => ({
        type: 'element',
        tagName: 'span',
        properties: { id: old },
        children: [],
      }));
      return {
        ...node,
        properties: { ...node.properties, id, className: [node.tagName === 'h2' ? 'part' : 'sub'] },
        children: [...former, link],
      } as typeof node;
    },
  },
});

/** Puts the base path before links that start with `/`. Whether they lead anywhere is for src/lib/check to say. */
const internalLinks: HastPluginDefinition = {
  name: 'internal-links',
  element: {
    filter: ['a'],
    visit(node, ctx) {
      const href = String(node.properties.href ?? '');
      if (href.startsWith('/')) ctx.setProperty(node, 'href', site.base + href.slice(1));
    },
  },
};

/** Puts tables into a frame that scrolls, also by keyboard, where a page is narrower; a corner without a name is no heading. */
const tables: HastPluginDefinition = {
  name: 'tables',
  element: [
    {
      filter: ['table'],
      visit(node, ctx) {
        const properties = { className: ['wide'], tabIndex: 0, role: 'group', ariaLabel: 'Table' };
        ctx.wrapNode(node, { type: 'element', tagName: 'div', properties, children: [] });
      },
    },
    {
      filter: ['th'],
      visit: (node, ctx) => (ctx.textContent(node).trim() === '' ? { ...node, tagName: 'td' } : undefined),
    },
  ],
};

/** Tells the components that show files in which folder of `content/` the answer stands. */
const folders: HastPluginEntry = ({ fileURL }) =>
  fileURL && {
    name: 'folders',
    mdxJsxFlowElement: {
      filter: ['Program', 'Record'],
      visit(node) {
        const folder = relative(fileURLToPath(content), fileURLToPath(new URL('.', fileURL)))
          .split(sep)
          .join('/');
        return {
          ...node,
          attributes: [...node.attributes, { type: 'mdxJsxAttribute', name: 'folder', value: folder }],
        };
      },
    },
  };

/** What happens to the text of an answer between MDX and HTML. */
export const contentPlugins: HastPluginEntry[] = [headings, internalLinks, tables, folders];

/** Renders a line of Markdown from the front matter to HTML: inline markup only. Throws where it is more than that. */
export function renderInline(markdown: string): string {
  // "401. The key is absent" begins with a status, not with a list.
  const line = markdown.replace(/^(\d+)([.)])/, '$1\\$2');
  const result = markdownToHtml(line, { hastPlugins: [internalLinks], features: { smartPunctuation: true } });
  if (result instanceof Promise)
    throw new Error('a Markdown plugin is asynchronous; renderInline needs them not to be');
  const text = /^<p>((?:(?!<\/?p>)[\s\S])*)<\/p>$/.exec(result.html.trim())?.[1];
  if (text === undefined) {
    throw new Error(`"${markdown}" must be one line of text: no heading, list, quote or second paragraph.`);
  }
  return text;
}

/** The text of a line of Markdown, for titles and descriptions: no backticks, emphasis or link targets. */
export const plainText = (markdown: string) => markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');

/** Words in running text: what stands between white space and has a letter or digit in it. */
export const countWords = (text: string) => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
