import { lineOf, nodesOf, parseMarkdown } from '../lib/body.ts';
import type { MdastNode } from 'satteri';
import type { Report } from './report.ts';

const inline = new Set(['root', 'paragraph', 'text', 'inlineCode', 'emphasis', 'strong', 'link']);

/** Checks that a text of the front matter or of a list is one line of Markdown: inline markup, no HTML. */
export function checkLine(report: Report, path: string, at: string, text: string): void {
  // "401. The key is absent" begins with a status, not with a list; see lib/inline.ts.
  const root = parseMarkdown(text.replace(/^(\d+)([.)])/, '$1\\$2'));
  const found = nodesOf(root).map(({ type }) => type);
  if (found.includes('html')) report.add(path, at, 'has raw HTML', 'Write Markdown, or put code between backticks.');
  else if (found.filter((type) => type === 'paragraph').length !== 1 || found.some((type) => !inline.has(type))) {
    report.add(path, at, 'is more than a line of text', 'No heading, list, quote, image or second paragraph there.');
  }
}

/** Checks that the links of a tree lead to one of `addresses` or, by https, to another site; marks are for proofs.ts. */
export function checkLinks(
  report: Report,
  path: string,
  at: (line: number) => string,
  root: MdastNode,
  addresses: Set<string>,
): void {
  for (const node of nodesOf(root)) {
    if (node.type !== 'link' || /^(proof|source):/.test(node.url)) continue;
    if (isPublic(node.url) || addresses.has(node.url.replace(/#.*$/, ''))) continue;
    const remedy = 'Link to an answer as /section/question/, to other sites with https:// and their public name.';
    report.add(path, at(lineOf(node)), `links to ${node.url || 'nothing'}`, remedy);
  }
}

/** Whether an address is one on the public web that anybody can open, by https and without a login in it. */
export function isPublic(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, port } = new URL(address);
  const named = /^([a-z0-9-]+\.)+[a-z]{2,}$/i.test(hostname) && !/\.(local|internal|test|localhost)$/.test(hostname);
  return protocol === 'https:' && username === '' && port === '' && named;
}
