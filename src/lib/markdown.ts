import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HastNode, HastPluginDefinition, HastPluginEntry } from 'satteri';
import { href } from './addresses.ts';
import { showing } from './body.ts';
import { formerIds } from './forwards.ts';
import { inlineCode } from './inline-code.ts';
import { partId } from './parts.ts';
import { idOfMark, readMark } from './proofs.ts';
import { slugify } from './text.ts';

type HastElement = Extract<HastNode, { type: 'element' }>;

const content = new URL('../../content/', import.meta.url);

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
        properties: { ...node.properties, id, className: [node.tagName === 'h2' ? 'part' : 'subpart'] },
        children: [...former, link],
      } as typeof node;
    },
  },
});

/** Puts the base path before links that start with `/`. Whether they lead anywhere is for src/check to say. */
export const internalLinks: HastPluginDefinition = {
  name: 'internal-links',
  element: {
    filter: ['a'],
    visit(node, ctx) {
      const address = String(node.properties.href ?? '');
      if (address.startsWith('/')) ctx.setProperty(node, 'href', href(address.slice(1)));
    },
  },
};

/**
 * Turns `[words](proof:test)` and `[words](source:2)` of answer `number` into the words and a small mark after them, which leads to the
 * entry under "Checked with" or Sources. The mark has no text of its own: it is not copied, not indexed, and drawn by the style sheet.
 */
export const marks = (number: number): HastPluginDefinition => ({
  name: 'marks',
  element: {
    filter: ['a'],
    visit(node, ctx) {
      const mark = readMark(String(node.properties.href ?? ''));
      if (!mark) return;
      const properties = {
        className: [mark.kind],
        ariaLabel: mark.kind === 'proof' ? 'Proof' : `Source ${mark.target}`,
        ...(mark.kind === 'source' && { 'data-n': mark.target }),
        href: `#${idOfMark(number, mark)}`,
      };
      ctx.replaceNode(node, [
        ...node.children,
        { type: 'element', tagName: 'a', properties, children: [] },
      ] as Parameters<typeof ctx.replaceNode>[1]);
    },
  },
});

const marksOfBody: HastPluginEntry = ({ data }) => marks(Number(data.astro?.frontmatter.number));

/** The elements of that name below a node, in their order. */
function elementsIn(node: HastNode, name: string): HastElement[] {
  if (!('children' in node)) return [];
  return (node.children as HastNode[]).flatMap((child) =>
    child.type === 'element' && child.tagName === name ? [child] : elementsIn(child, name),
  );
}

/**
 * Puts tables into a frame that scrolls, also by keyboard, where a page is narrower. A row's first cell is its heading, a corner without
 * a name is none. Every other cell knows the name of its column, as it stands before it where a row is shown as a block.
 */
const tables: HastPluginDefinition = {
  name: 'tables',
  element: [
    {
      filter: ['table'],
      visit(node, ctx) {
        const names = elementsIn(node, 'th').map((th) => ctx.textContent(th).trim());
        for (const row of elementsIn(node, 'tr')) {
          for (const [column, cell] of elementsIn(row, 'td').entries()) {
            const name = names[column];
            if (column > 0 && name) ctx.setProperty(cell, 'data-label', name.endsWith('?') ? name : `${name}:`);
          }
        }
        const properties = { className: ['wide'], tabIndex: 0, role: 'group', ariaLabel: 'Table' };
        ctx.wrapNode(node, { type: 'element', tagName: 'div', properties, children: [] });
      },
    },
    {
      filter: ['th'],
      visit: (node, ctx) => (ctx.textContent(node).trim() === '' ? { ...node, tagName: 'td' } : undefined),
    },
    {
      filter: ['td'],
      visit: (node, ctx) =>
        ctx.indexOf(node) === ctx.parent(node)?.children.findIndex(({ type }) => type === 'element')
          ? { ...node, tagName: 'th', properties: { ...node.properties, scope: 'row' } }
          : undefined,
    },
  ],
};

/** Tells the components that show files in which folder of `content/` the answer stands, and its number. */
const folders: HastPluginEntry = ({ fileURL, data }) =>
  fileURL && {
    name: 'folders',
    mdxJsxFlowElement: {
      filter: [...showing],
      visit(node) {
        const folder = relative(fileURLToPath(content), fileURLToPath(new URL('.', fileURL)))
          .split(sep)
          .join('/');
        return {
          ...node,
          attributes: [
            ...node.attributes,
            { type: 'mdxJsxAttribute', name: 'folder', value: folder },
            { type: 'mdxJsxAttribute', name: 'number', value: String(data.astro?.frontmatter.number) },
          ],
        };
      },
    },
  };

/** What happens to the text of an answer between MDX and HTML. */
export const contentPlugins: HastPluginEntry[] = [headings, internalLinks, marksOfBody, inlineCode, tables, folders];
