import { nodesOf, parseMarkdown, parseMdx, textOf } from './body.ts';
import { followUpId, partId } from './parts.ts';
import type { AnswerData } from './schemas.ts';
import { plainText, slugify } from './text.ts';
import type { MdastNode } from 'satteri';

/** A place of an answer that has an address of its own. */
export interface Place {
  /** The fragment; undefined for the answer as a whole. */
  id: string | undefined;
  /** What it is called, where that says more than the answer's title: a heading or a follow-up question, as Markdown. */
  name?: string;
  /** Whatever its text has between backticks. */
  code: string[];
}

const codeIn = (node: MdastNode): string[] =>
  [...nodesOf(node)].flatMap((one) => (one.type === 'inlineCode' ? [one.value] : []));
const codeOf = (...lines: string[]): string[] => lines.flatMap((line) => codeIn(parseMarkdown(line)));

/** The places of an answer, those that explain first: itself, the parts of its body, its pitfalls, follow-ups and corrections. */
export function placesOf(data: AnswerData, body: string): Place[] {
  const { number } = data;
  const idOf = (part: string) => partId(number, part);
  const whole: Place = { id: undefined, code: codeOf(data.question, data.say, ...data.asked) };
  return [
    whole,
    ...bodyPlaces(number, body),
    { id: idOf('pitfalls'), code: [] },
    ...data.pitfalls.map(({ write, happens, instead, steps }) => ({
      id: idOf(`pitfall-${steps[0]}`),
      code: codeOf(write, happens, instead),
    })),
    { id: idOf('next'), code: [] },
    ...data.next.map(({ ask, reply }) => ({ id: followUpId(number, ask), name: ask, code: codeOf(ask, reply) })),
    {
      id: idOf('no-longer-true'),
      code: codeOf(...data.corrections.flatMap(({ said, truth }) => [said, truth])),
    },
    { id: idOf('listens'), code: codeOf(...data.listens.map(({ hear }) => hear)) },
  ];
}

/** The places of a body: its parts, and the headings within them. */
function bodyPlaces(number: number, body: string): Place[] {
  const root = parseMdx(body);
  const places: Place[] = [];
  for (const node of 'children' in root ? (root.children as MdastNode[]) : []) {
    if (node.type === 'heading') {
      const title = textOf(node);
      const id = partId(number, slugify(plainText(title)));
      const name = node.depth > 2 ? { name: title } : {};
      places.push({ id, ...name, code: codeIn(node) });
    } else places.at(-1)?.code.push(...codeIn(node));
  }
  return places;
}
