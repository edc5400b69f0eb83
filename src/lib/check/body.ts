import { mdxToJs } from 'satteri';
import type { Desk } from './desk.ts';

const components = ['Program', 'Record', 'Sequence', 'Timeline', 'Graph'];

/** What a body may not have: how it is found, its name, what to do instead. */
const refused: [pattern: RegExp, found: string, remedy: string][] = [
  [/^\s*(```|~~~)/m, 'a code fence', 'Put the code into a file and show it with <Program file="…" />.'],
  [/^(import|export)\s/m, 'an import or export', 'Components are there without it.'],
  [/<\/?[a-z!]/, 'raw HTML', 'Write Markdown, or put code between backticks.'],
  [/[{}]/, 'an expression in braces', 'Put braces between backticks.'],
  [/!\[/, 'an image', 'Draw with <Sequence>, <Timeline> or <Graph>.'],
];

/** Replaces with spaces what a pattern matches, so that positions stay. */
const blank = (text: string, pattern: RegExp) => text.replace(pattern, (match) => match.replace(/[^\n]/g, ' '));

/** Checks the MDX of an answer, which starts at line `first` of `file`. */
export function checkBody(desk: Desk, file: string, body: string, first: number): void {
  const lineOf = (index: number) => `line ${first + body.slice(0, index).split('\n').length - 1}`;
  const headings = [...body.matchAll(/^#{1,2} (.*)$/gm)].map((match) => match[1]);
  if (headings.join() !== 'How it works,Example') {
    const found = `has the headings ${headings.join(', ') || '(none)'}`;
    desk.report(file, 'the body', found, 'Write two: "## How it works", then "## Example".');
  }
  const prose = blank(body, /`[^`\n]+`/g);
  for (const { 1: name = '', index } of prose.matchAll(/<([A-Z]\w*)/g)) {
    if (components.includes(name)) continue;
    desk.report(file, lineOf(index), `uses <${name}>`, `Use one of: ${components.join(', ')}.`);
  }
  const text = blank(prose, /<[A-Z]\w*\s[\s\S]*?\/>/g);
  for (const [pattern, found, remedy] of refused) {
    const index = text.search(pattern);
    if (index >= 0) desk.report(file, lineOf(index), `has ${found}`, remedy);
  }
  try {
    mdxToJs(body);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const remedy = 'Close every tag and quote every attribute.';
    desk.report(file, 'the body', `is not MDX: ${message.split('\n')[0]}`, remedy);
  }
}

/** Checks that the links of a text lead to one of `addresses` or, by https, to another site. */
export function checkLinks(desk: Desk, file: string, at: string, text: string, addresses: Set<string>): void {
  for (const [, target = ''] of blank(text, /`[^`\n]+`/g).matchAll(/\]\(([^)\s]*)/g)) {
    if (/^https:\/\//.test(target) || addresses.has(target.replace(/#.*$/, ''))) continue;
    const remedy = 'Link to an answer as /section/question/, to other sites with https://.';
    desk.report(file, at, `links to ${target || 'nothing'}`, remedy);
  }
}
