import type { MdastNode } from 'satteri';
import { lineOf, nodesOf, textOf } from '../lib/body.ts';
import { hiddenIn } from './characters.ts';
import type { Report } from './report.ts';

/** What looks like Markdown in a text that was parsed, and so is none: something was not closed, or a space is too much. */
const loose = /\]\s?\(|\)\[|\]\[|\[\[|\*\*|`|==\S|~~|^:::|\|[ :]*-{3}/;

/** Checks what Markdown became, wherever it stands: that its words are seen, its marks are closed, its links have names. */
export function checkNodes(report: Report, path: string, at: (line: number) => string, root: MdastNode): void {
  const add = (node: MdastNode, found: string, remedy: string) => report.add(path, at(lineOf(node)), found, remedy);
  for (const node of nodesOf(root)) {
    if (node.type === 'text' || node.type === 'inlineCode') {
      const hidden = hiddenIn(node.value);
      if (hidden) add(node, ...hidden);
    }
    const mark = node.type === 'text' ? loose.exec(node.value)?.[0] : undefined;
    if (mark) add(node, `has "${mark}", which is no Markdown as it stands`, 'Close it, or put it between backticks.');
    if (node.type === 'inlineCode' && node.value.trim() === '') add(node, 'has code without a letter', 'Remove it.');
    if (node.type !== 'link') continue;
    const words = textOf(node).trim();
    if (words === '') add(node, `has a link without words, to ${node.url}`, 'Write [words](address).');
    if (/^(here|this|link|click here)$/i.test(words)) {
      add(node, `has a link that says "${words}"`, 'Let its words say where it leads: some readers hear links alone.');
    }
    if (node.title)
      add(node, `has a link with a title, "${node.title}"`, 'Say it in the text: nobody can tap a title.');
  }
}
