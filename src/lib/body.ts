import { type MdastNode, markdownToMdast, mdxToMdast } from 'satteri';
import { type Literal, readLiteral } from './literal.ts';
import { remembering } from './remember.ts';

/** The components that show what was run; each names a file of the answer's folder. */
export const showing = ['Program', 'Record'] as const;
/** All components that an answer's MDX may use. */
export const components = [...showing, 'Sequence', 'Timeline', 'Graph'] as const;

/** A component as an answer's MDX uses it. */
export interface Tag {
  name: string;
  /** Its line in the body, from 1. */
  line: number;
  /** Its attributes; one that is no literal is missing here and stands in `faults`. */
  props: { [name: string]: Literal };
  faults: string[];
}

/** A file of an answer that is shown, with the region and the steps of its record; all steps where none are named. */
export interface Shown {
  file: string;
  region?: string | undefined;
  steps?: string[] | undefined;
}

/** Parses MDX. Throws with line and column where it is none. The tree is shared: read it only. */
export const parseMdx = remembering((body) => mdxToMdast(body));

/** Parses Markdown, such as a line of the front matter. The tree is shared: read it only. */
export const parseMarkdown = remembering((text) => markdownToMdast(text));

/** A node and all below it, in the order of the text, after those in `before`. */
export function nodesOf(node: MdastNode, before: MdastNode[] = []): MdastNode[] {
  before.push(node);
  if ('children' in node) for (const child of node.children) nodesOf(child as MdastNode, before);
  return before;
}

/** The line on which a node begins, from 1. */
export const lineOf = (node: MdastNode): number => node.position?.start.line ?? 1;

/** The components of a body, in their order. */
export function tagsIn(body: string): Tag[] {
  return nodesOf(parseMdx(body)).flatMap((node) => {
    if (node.type !== 'mdxJsxFlowElement' && node.type !== 'mdxJsxTextElement') return [];
    const tag: Tag = { name: node.name ?? '', line: lineOf(node), props: {}, faults: [] };
    for (const attribute of node.attributes) {
      if (attribute.type === 'mdxJsxExpressionAttribute') {
        tag.faults.push(`{${attribute.value}} is not an attribute with a name`);
        continue;
      }
      const { name, value } = attribute;
      if (name in tag.props) tag.faults.push(`${name} stands there twice`);
      try {
        tag.props[name] = typeof value === 'object' && value ? readLiteral(value.value) : (value ?? true);
      } catch (error) {
        tag.faults.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    return [tag];
  });
}

/** What a body shows of the answer's files, and whether the code is shown or its record alone. */
export function shownIn(body: string): (Shown & { line: number; code: boolean })[] {
  return tagsIn(body)
    .filter(({ name }) => (showing as readonly string[]).includes(name))
    .map(({ name, line, props: { file, region, steps } }) => ({
      line,
      file: String(file ?? ''),
      region: typeof region === 'string' ? region : undefined,
      steps: Array.isArray(steps) ? steps.map(String) : undefined,
      code: name === 'Program',
    }));
}

/** The text of a node as a reader reads it; code is left out if `code` is false. */
export function textOf(node: MdastNode, code = true): string {
  if (node.type === 'text' || (code && (node.type === 'inlineCode' || node.type === 'code'))) return node.value;
  if (node.type === 'break') return '\n';
  if (!('children' in node)) return '';
  const between = node.type === 'tableRow' || node.type === 'table' || node.type === 'list' ? '\n' : '';
  return node.children.map((child) => textOf(child as MdastNode, code)).join(between);
}

/** The running text of a body, a line each paragraph, list item, table cell and heading; components show files and say nothing. */
export function proseOf(body: string): string {
  const root = parseMdx(body);
  return 'children' in root ? root.children.map((node) => textOf(node as MdastNode)).join('\n') : '';
}

/** The text between the heading `title` of the second level and the next one, as `proseOf` gives it. */
export function partOf(body: string, title: string): string {
  const root = parseMdx(body);
  const nodes = 'children' in root ? (root.children as MdastNode[]) : [];
  const isPart = (node: MdastNode) => node.type === 'heading' && node.depth === 2;
  const start = nodes.findIndex((node) => isPart(node) && textOf(node) === title);
  if (start < 0) return '';
  const end = nodes.findIndex((node, at) => at > start && isPart(node));
  return nodes
    .slice(start + 1, end < 0 ? undefined : end)
    .map((node) => textOf(node))
    .join('\n');
}
