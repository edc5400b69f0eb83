import type { MdastNode } from 'satteri';
import { lineOf, parseMarkdown, parseMdx } from '../lib/body.ts';
import { readMark } from '../lib/proofs.ts';

/**
 * What makes a sentence a claim that needs a mark. Words in code do not count, nor do questions. Change this list, and the content check
 * holds every answer to the new one.
 */
export const triggers: [name: string, pattern: RegExp][] = [
  ['a universal', /\b(never|always|only|every|all|none|nothing|cannot|can[’']t|must)\b/i],
  ['what happens', /\b(raises|raised|returns|returned|blocks|blocked|waits|waited|ignores|ignored)\b/i],
  ['a number', /(?<![\p{L}\d_/-])\d/u],
];
/** Numbers that are part of a name, and say nothing themselves. */
const names = /\b(?:RFC|PEP|ISO|SOC) \d+|\b(?:HTTP|IPv|UTF|SHA|WCAG|OAuth|TLS)[ /-]?\d[\d.]*|\bOpenAPI \d[\d.]*/g;

/** A sentence of a text, with its line from 1. */
export interface Sentence {
  text: string;
  line: number;
  marked: boolean;
}

/** Stands for a piece of code: it opens a sentence like any capital, and no trigger is in it. */
const code = 'C';
/** Stands for a mark, whatever it leads to. */
const mark = '\u2713';

/** The text of a node with code and marks replaced, so that what is left is words. */
function wordsOf(node: MdastNode): string {
  if (node.type === 'text') return node.value;
  if (node.type === 'inlineCode') return code;
  if (node.type === 'break') return ' ';
  if (!('children' in node)) return '';
  const words = node.children.map((child) => wordsOf(child as MdastNode)).join(node.type === 'tableRow' ? ' ' : '');
  return node.type === 'link' && readMark(node.url) ? words + mark : words;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** The sentences of a tree: of each paragraph, not of headings; a row of a table's body counts as one. */
function* sentencesIn(node: MdastNode): Generator<Sentence> {
  const line = lineOf(node);
  if (node.type === 'table') {
    for (const row of node.children.slice(1)) {
      const text = wordsOf(row);
      yield { text, line: lineOf(row), marked: text.includes(mark) };
    }
  } else if (node.type === 'paragraph') {
    for (const { segment } of segmenter.segment(wordsOf(node).replace(/\s+/g, ' '))) {
      yield { text: segment.trim(), line, marked: segment.includes(mark) };
    }
  } else if (node.type !== 'heading' && 'children' in node) {
    for (const child of node.children) yield* sentencesIn(child as MdastNode);
  }
}

/** The sentences of a body (MDX) or of a line of the front matter (Markdown). */
export const sentencesOf = (text: string, kind: 'mdx' | 'line'): Sentence[] => [
  ...sentencesIn(kind === 'mdx' ? parseMdx(text) : parseMarkdown(text)),
];

/** Why a sentence is a claim: the name of the trigger and the word; undefined where it is none. */
export function claimOf(text: string): { trigger: string; word: string } | undefined {
  if (text.endsWith('?')) return undefined;
  const words = text.replace(names, '');
  for (const [trigger, pattern] of triggers) {
    const word = pattern.exec(words)?.[0];
    if (word) return { trigger, word };
  }
  return undefined;
}

/** The sentences of a text that claim something and lead to nothing that shows it. */
export const unprovenIn = (text: string, kind: 'mdx' | 'line'): Sentence[] =>
  sentencesOf(text, kind).filter((sentence) => !sentence.marked && claimOf(sentence.text));
