import { readFileSync } from 'node:fs';
import { lineOf, nodesOf, parseMarkdown, parseMdx } from './body.ts';
import { partId } from './parts.ts';
import type { AnswerData } from './schemas.ts';

/** What a claim leads to: a test, as `name` or `section/question#name`, or the number of a source, from 1. */
export interface Mark {
  kind: 'proof' | 'source';
  target: string;
}

/** A test that shows something, and where it stands. */
export interface Proof {
  /** The function's name, `test_…`. */
  name: string;
  /** Its file, from the repository's root, and the line of its `def`. */
  file: string;
  line: number;
  /** The id of its entry under "Checked with". */
  id: string;
}

/** What the marks of an answer add up to. */
export interface Evidence {
  /** The tests that its marks lead to, in the order of the text, each once. */
  proofs: Proof[];
  /** How many marks lead to a test, and how many to a source. */
  byTests: number;
  bySources: number;
}

/** Reads the target of a link as a mark; undefined where it is another kind of link. */
export function readMark(address: string): Mark | undefined {
  const [, kind, target] = /^(proof|source):(.+)$/.exec(address) ?? [];
  return kind && target ? { kind: kind as Mark['kind'], target } : undefined;
}

/** The texts of an answer's front matter that make claims, in the order of the page, each with the keys that lead to it. */
export const claimingTexts = (data: AnswerData): [at: string, text: string][] => [
  ...data.listens.map(({ hear }, index): [string, string] => [`listens.${index}.hear`, hear]),
  ...data.next.map(({ reply }, index): [string, string] => [`next.${index}.reply`, reply]),
  ...data.pitfalls.map(({ happens }, index): [string, string] => [`pitfalls.${index}.happens`, happens]),
  ...data.corrections.map(({ truth }, index): [string, string] => [`corrections.${index}.truth`, truth]),
];

/** The texts of the front matter that may carry marks: those that claim, and advice, which may say why it holds. */
export const markedTexts = (data: AnswerData): [at: string, text: string][] => [
  ...claimingTexts(data),
  ...data.pitfalls.map(({ instead }, index): [string, string] => [`pitfalls.${index}.instead`, instead]),
];

/** The id of what a mark of answer `number` leads to. */
export function idOfMark(number: number, { kind, target }: Mark): string {
  if (kind === 'source') return partId(number, `source-${target}`);
  const [, other, name = target] = /^[^#]*\/([^#]+)#(.+)$/.exec(target) ?? [];
  return partId(number, other ? `${other}.test_${name}` : `test_${name}`);
}

/** The test file that proves the answer in `folder` (`section/question`), from the repository's root. */
export function testFileOf(folder: string): string {
  const [section = '', question = ''] = folder.split('/');
  return `tests/examples/${section}/test_${question.replaceAll('-', '_')}.py`;
}

/** The tests of the answer in `folder`, without `test_`, each with the line of its `def`; none where there is no file. */
export function testsOf(folder: string, root = '.'): Map<string, number> {
  let text = '';
  try {
    text = readFileSync(`${root}/${testFileOf(folder)}`, 'utf8');
  } catch {}
  const lines = text.split('\n');
  return new Map(
    lines.flatMap((line, index) => {
      const name = /^(?:async )?def test_(\w+)\(/.exec(line)?.[1];
      return name ? [[name, index + 1] as const] : [];
    }),
  );
}

/** The marks of a text: MDX of a body, or a line of Markdown; each with its line in the text. */
export function marksIn(text: string, kind: 'mdx' | 'line'): (Mark & { line: number })[] {
  const root = kind === 'mdx' ? parseMdx(text) : parseMarkdown(text);
  return nodesOf(root).flatMap((node) => {
    const mark = node.type === 'link' ? readMark(node.url) : undefined;
    return mark ? [{ ...mark, line: lineOf(node) }] : [];
  });
}

/** What the marks of answer `number` in `folder` add up to. Throws for a test that is not there. */
export function evidenceOf(number: number, folder: string, marks: Mark[]): Evidence {
  const found = new Map<string, Proof>();
  const known = new Map<string, Map<string, number>>();
  const linesOf = (owner: string) => known.get(owner) ?? known.set(owner, testsOf(owner)).get(owner)!;
  for (const mark of marks.filter(({ kind }) => kind === 'proof')) {
    const [owner = '', name = ''] = mark.target.includes('#') ? mark.target.split('#') : [folder, mark.target];
    const line = linesOf(owner).get(name);
    if (!line) throw new Error(`content/${folder}/index.mdx: no test "test_${name}" in ${testFileOf(owner)}.`);
    const id = idOfMark(number, mark);
    if (!found.has(id)) found.set(id, { name: `test_${name}`, file: testFileOf(owner), line, id });
  }
  const count = (kind: Mark['kind']) => marks.filter((mark) => mark.kind === kind).length;
  return { proofs: [...found.values()], byTests: count('proof'), bySources: count('source') };
}
