import { HTMLElement, type Node, TextNode } from 'node-html-parser';
import { escapeHtml } from '../lib/text.ts';

const empty = new Set(['area', 'br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr']);
/** A text as the value of an attribute, quotes included. */
export const quoted = (text: string): string => `"${escapeHtml(text).replace(/"/g, '&quot;')}"`;

/** What is in a tree, as XML that HTML readers read too; comments are left out. */
export function xhtmlOf(node: Node): string {
  if (node instanceof TextNode) return escapeHtml(node.text);
  if (!(node instanceof HTMLElement)) return '';
  const inner = node.childNodes.map(xhtmlOf).join('');
  const name = node.rawTagName;
  if (!name) return inner;
  const attributes = Object.entries(node.attributes)
    .map(([key, value]) => ` ${key}=${quoted(value)}`)
    .join('');
  return empty.has(name) ? `<${name}${attributes}/>` : `<${name}${attributes}>${inner}</${name}>`;
}
