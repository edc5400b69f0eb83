import type { MdastNode } from 'satteri';
import { lineOf, nodesOf, tagsIn, textOf } from '../lib/body.ts';
import { followUpId, partId, parts } from '../lib/parts.ts';
import type { AnswerData } from '../lib/schemas.ts';
import { slugify } from '../lib/text.ts';
import type { Report } from './report.ts';

/** The fragments that an answer's own words give it, each with the place of those words: parts, headings, follow-ups, pitfalls, programs. */
function idsOf(
  data: AnswerData,
  body: string,
  root: MdastNode,
  line: (at: number) => string,
): [id: string, at: string][] {
  const id = (rest: string) => partId(data.number, rest);
  const headings = nodesOf(root).filter((node) => node.type === 'heading' && node.depth === 3);
  return [
    ...Object.keys(parts).map((part): [string, string] => [id(part), 'the body']),
    ...data.next.map(({ ask }, index): [string, string] => [followUpId(data.number, ask), `next.${index}.ask`]),
    ...data.pitfalls.map(({ steps }, index): [string, string] => [
      id(`pitfall-${steps[0]}`),
      `pitfalls.${index}.steps`,
    ]),
    ...headings.map((node): [string, string] => [id(slugify(textOf(node))), line(lineOf(node))]),
    ...tagsIn(body).flatMap(({ name, line: at, props: { file, region } }): [string, string][] =>
      name === 'Program' ? [[id(region ? `${file}.${region}` : `${file}`), line(at)]] : [],
    ),
  ];
}

/** Checks that each fragment of an answer is there once; gives them. */
export function checkIds(
  report: Report,
  path: string,
  ...[data, body, root, line]: Parameters<typeof idsOf>
): string[] {
  const owners = new Map<string, string>();
  for (const [id, at] of idsOf(data, body, root, line)) {
    const twin = owners.get(id);
    if (id === partId(data.number, '')) {
      report.add(path, at, 'has no letter or digit to make an address of', 'Write words.');
    } else if (twin) {
      report.add(
        path,
        at,
        `has the address #${id}, which is taken (${twin})`,
        'Give one of the two other words, or show it once.',
      );
    }
    owners.set(id, at);
  }
  return [...owners.keys()];
}
