import { z } from 'astro/zod';
import type { MdastNode } from 'satteri';
import { components, lineOf, nodesOf, parseMdx, partOf, tagsIn, textOf } from '../lib/body.ts';
import { graphSchema, sequenceSchema, timelineSchema } from '../lib/drawing-schemas.ts';
import { countWords } from '../lib/text.ts';
import { hiddenIn } from './characters.ts';
import { checkNodes } from './nodes.ts';
import type { Report } from './report.ts';
import { stringsIn } from './strings.ts';

/** The two headings of a body, in their order. */
const headings = ['How it works', 'Example'];
/** Words that "How it works" may have. */
const budget = [200, 450] as const;
/** What Markdown may become in a body. */
const allowed = new Set<string>(
  'root heading paragraph text inlineCode emphasis strong link list listItem table tableRow tableCell mdxJsxFlowElement'.split(
    ' ',
  ),
);
/** What else it may become, and what to do instead. */
const refused: { [type: string]: [found: string, remedy: string] } = {
  code: ['a block of code', 'Put the code into a file and show it with <Program file="…" />.'],
  mdxjsEsm: ['an import or export', 'Components are there without it.'],
  mdxFlowExpression: ['an expression in braces', 'Put braces between backticks.'],
  mdxTextExpression: ['an expression in braces', 'Put braces between backticks.'],
  mdxJsxTextElement: ['a tag in a line of text', 'Give a component lines of its own, and write no HTML.'],
  image: ['an image', 'Draw with <Sequence>, <Timeline> or <Graph>.'],
  imageReference: ['an image', 'Draw with <Sequence>, <Timeline> or <Graph>.'],
  definition: ['an address apart from its link', 'Write [text](address).'],
  linkReference: ['a link without its address', 'Write [text](address).'],
};

const file = z.string().regex(/^\w[\w.-]*$/, 'must be the name of a file in the same folder');
const unique = (names: string[]) => new Set(names).size === names.length;
const name = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by "-"');
const steps = z.array(name).refine(unique, 'must name each step once');
/** The attributes of each component. */
const attributes = new Map<string, z.ZodType>(
  Object.entries({
    Program: z.strictObject({ file, region: name.optional(), steps: steps.optional() }),
    Record: z.strictObject({ file, steps: steps.min(1) }),
    Sequence: sequenceSchema,
    Timeline: timelineSchema,
    Graph: graphSchema,
  } satisfies { [component in (typeof components)[number]]: z.ZodType }),
);

/** Checks the MDX of an answer, which starts at line `first` of `path`; false where it cannot be parsed. */
export function checkBody(report: Report, path: string, body: string, first: number): boolean {
  const at = (line: number) => `line ${first + line - 1}`;
  let root: MdastNode;
  try {
    root = parseMdx(body);
  } catch (error) {
    const [, line = '1', what] = /^(\d+):\d+: (.*?)(?: \(mdx.*)?$/s.exec((error as Error).message) ?? [];
    report.add(
      path,
      at(Number(line)),
      `is not MDX: ${what}`,
      'Close every tag, quote every attribute, put code between backticks.',
    );
    return false;
  }
  const nodes = nodesOf(root);
  const found = nodes.filter((node) => node.type === 'heading' && node.depth < 3).map((node) => textOf(node));
  if (found.join() !== headings.join()) {
    const remedy = 'Write two: "## How it works", then "## Example".';
    report.add(path, 'the body', `has the headings ${found.join(', ') || '(none)'}`, remedy);
  }
  for (const node of nodes.filter(({ type }) => !allowed.has(type))) {
    const [what, remedy] = refused[node.type] ?? [`a ${node.type}`, 'Write paragraphs, lists, tables and components.'];
    report.add(path, at(lineOf(node)), `has ${what}`, remedy);
  }
  checkNodes(report, path, at, root);
  for (const node of nodes) checkNode((...rest) => report.add(path, at(lineOf(node)), ...rest), node);
  for (const tag of tagsIn(body)) checkTag(report, path, at(tag.line), tag);
  const words = countWords(partOf(body, 'How it works'));
  if (words < budget[0] || words > budget[1]) {
    const remedy = `Write ${budget[0]} to ${budget[1]}: mechanism first, then when and why.`;
    report.add(path, 'How it works', `has ${words} words`, remedy);
  }
  return true;
}

/** What is right in Markdown, and not on a page of ours. */
function checkNode(add: (found: string, remedy: string) => void, node: MdastNode) {
  const children = 'children' in node ? (node.children as MdastNode[]) : [];
  if (node.type === 'text' && /[{}]/.test(node.value)) add('has a brace in its text', 'Put braces between backticks.');
  if (node.type === 'heading' && node.depth > 3)
    add(`has a heading of level ${node.depth}`, 'Write "### ", or a paragraph.');
  if (node.type === 'heading' && nodesOf(node).some(({ type }) => type === 'link')) {
    add('has a link in a heading', 'Link from the text: the heading is a link to itself.');
  }
  if (node.type === 'listItem' && typeof node.checked === 'boolean') add('has a box to tick', 'Write a plain item.');
  if (node.type === 'listItem' && children.length === 0) add('has an item without words', 'Write some, or remove it.');
  if (node.type === 'table') {
    const widths = new Set(children.map((row) => ('children' in row ? row.children.length : 0)));
    if (children.length < 2 || widths.size > 1) add('has a table whose rows are not of one length', 'Fill each row.');
    if (node.align?.some(Boolean)) add('has a table with alignment', 'Write its rule as | --- |.');
  }
  if (node.type === 'mdxJsxFlowElement' && children.length > 0) {
    add(`has something inside of <${node.name}>`, `Write <${node.name} … />, and what it holds before or after it.`);
  } else if (node.type !== 'root' && children.some(({ type }) => type === 'mdxJsxFlowElement')) {
    add('has a component inside of something', 'Give it lines of its own, after the list or paragraph.');
  }
}

function checkTag(report: Report, path: string, at: string, { name, props, faults }: ReturnType<typeof tagsIn>[0]) {
  const schema = attributes.get(name);
  if (!schema) {
    report.add(path, at, `uses <${name}>`, `Use one of: ${components.map((one) => `<${one}>`).join(', ')}.`);
    return;
  }
  for (const fault of faults) {
    report.add(
      path,
      at,
      `<${name}> has code in an attribute: ${fault}`,
      'Write texts, numbers, lists and objects only.',
    );
  }
  if (faults.length > 0) return;
  for (const { path: where, message, code, ...rest } of schema.safeParse(props).error?.issues ?? []) {
    const what = code === 'unrecognized_keys' && 'keys' in rest ? `unknown: ${rest.keys}` : message;
    const remedy = 'The schemas in src/check/body.ts and src/lib/drawing-schemas.ts say what it takes.';
    report.add(path, at, `<${name}> ${where.join('.')}: ${what}`.replace(' :', ':'), remedy);
  }
  for (const [where, text] of stringsIn(props)) {
    const hidden = hiddenIn(text);
    if (hidden) report.add(path, at, `<${name}> ${where}: ${hidden[0]}`, hidden[1]);
  }
}
