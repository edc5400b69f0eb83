import { lineOf, nodesOf, parseMarkdown } from '../lib/body.ts';
import type { MdastNode } from 'satteri';
import { hiddenIn } from './characters.ts';
import { checkNodes } from './nodes.ts';
import { readMark } from '../lib/proofs.ts';
import type { Report } from './report.ts';

const inline = new Set(['root', 'paragraph', 'text', 'inlineCode', 'emphasis', 'strong', 'link']);

/** "401. The key is absent" begins with a status, not with a list; see lib/inline.ts. */
const parseLine = (text: string) => parseMarkdown(text.replace(/^(\d+)([.)])/, '$1\\$2'));

/** Checks that a text of the front matter or of a list is one line of Markdown: inline markup, no HTML. */
export function checkLine(report: Report, path: string, at: string, text: string): void {
  const root = parseLine(text);
  checkNodes(report, path, () => at, root);
  const found = nodesOf(root).map(({ type }) => type);
  if (found.includes('html')) report.add(path, at, 'has raw HTML', 'Write Markdown, or put code between backticks.');
  else if (found.filter((type) => type === 'paragraph').length !== 1 || found.some((type) => !inline.has(type))) {
    report.add(path, at, 'is more than a line of text', 'No heading, list, quote, image or second paragraph there.');
  }
}

/** Checks that a text has words alone: pages show it as it stands, and Markdown in it too. */
export function checkPlain(report: Report, path: string, at: string, text: string): void {
  const [root, paragraph, only, ...more] = nodesOf(parseLine(text));
  const isPlain = root && paragraph?.type === 'paragraph' && only?.type === 'text' && more.length === 0;
  if (!isPlain || only.value !== text.trim()) {
    report.add(path, at, `has markup: "${text}"`, 'Write plain words; this text is shown as it stands.');
  }
  const hidden = hiddenIn(text);
  if (hidden) report.add(path, at, ...hidden);
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
    if (node.type !== 'link' || readMark(node.url)) continue;
    const [, address = '', fragment] = /^([^#]*)(?:#(.*))?$/s.exec(node.url) ?? [];
    if (addresses.has(address) && fragment !== undefined)
      report.fragments.push([path, at(lineOf(node)), address, fragment]);
    if (isPublic(node.url) || addresses.has(address)) continue;
    const remedy = 'Link to an answer as /section/question/, to other sites with https:// and their public name.';
    report.add(path, at(lineOf(node)), `links to ${node.url || 'nothing'}`, remedy);
  }
}

/** Checks that a text of which a page makes a link, or something else to click, has none in it. */
export function checkUnlinked(report: Report, path: string, at: string, text: string): void {
  if (nodesOf(parseLine(text)).some(({ type }) => type === 'link')) {
    report.add(path, at, 'has a link in it', 'Link from a text beneath: a click on this one leads elsewhere.');
  }
}

/** Names that are nobody's on the public web. */
const reserved = /\.(arpa|corp|example|home|internal|invalid|lan|local|localhost|onion|test)$/;

/** Whether an address is one on the public web that anybody can open, by https, without a login or the name of a campaign in it. */
export function isPublic(address: string): boolean {
  if (!URL.canParse(address) || /\s/.test(address)) return false;
  const { protocol, hostname, username, port, search } = new URL(address);
  const named = /^([a-z0-9-]+\.)+[a-z]{2,}$/i.test(hostname) && !reserved.test(hostname);
  const tracked = /[?&](utm_\w+|fbclid|gclid)=/.test(search);
  return protocol === 'https:' && username === '' && port === '' && named && !tracked;
}
