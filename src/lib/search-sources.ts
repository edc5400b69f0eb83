import { createHash } from 'node:crypto';
import { site } from '../site.ts';
import type { Layer } from '../elements/search/layer.ts';
import { type Answer, getAnswers, getSections } from './answers.ts';
import { plainText } from './markdown.ts';
import { readProgram } from './programs.ts';
import { makeLayer, type Source } from './search-layer.ts';

/** What a program imports and decorates: the names in it that are not its own. */
const namesIn = (code: string) => code.match(/^\s*(?:from|import|@).*$/gm)?.join('\n') ?? '';

/** The texts of one answer, each with what a word in it weighs for the small layer. */
function sourceOf({ entry, data, number, slug, section }: Answer): Source {
  const body = entry.body ?? '';
  const files = [...body.matchAll(/<Program\s[^>]*file="([^"]+)"/g)].map((match) => match[1]!);
  const said = [
    ...data.listens.map(({ hear }) => hear),
    ...data.pitfalls.flatMap(({ write, happens, instead }) => [write, happens, instead]),
    ...data.corrections.flatMap(({ said, truth }) => [said, truth]),
    ...data.next.flatMap(({ ask, reply }) => [ask, reply]),
    body.replace(/<[A-Z][\s\S]*?\/>/g, ' '),
  ];
  const code = [...new Set([...files, ...data.pitfalls.map(({ program }) => program)])].map((file) =>
    readProgram(entry.id, file),
  );
  return {
    number,
    slug,
    section: section.id,
    level: data.level,
    question: plainText(data.question),
    asked: data.asked.map(plainText),
    texts: [
      [plainText(data.say), 3],
      [plainText(said.join('\n')), 1],
      [data.tags.join(' '), 1],
      ...code.map((text): [string, number] => [namesIn(text), 1]),
    ],
  };
}

let layer: Promise<Layer> | undefined;

/** The small layer of all answers; made once for a build, in development anew each time. */
export function getLayer(): Promise<Layer> {
  if (import.meta.env.DEV) layer = undefined;
  layer ??= Promise.all([getSections(), getAnswers()]).then(([sections, answers]) =>
    makeLayer(
      sections.map(({ id, title }): [string, string] => [id, title]),
      answers.map(sourceOf),
    ),
  );
  return layer;
}

let address: Promise<string> | undefined;

/** Address of the small layer, which changes with its content. */
export function getLayerUrl(): Promise<string> {
  if (import.meta.env.DEV) address = undefined;
  address ??= getLayer().then((layer) => {
    const hash = createHash('sha256').update(JSON.stringify(layer)).digest('hex').slice(0, 8);
    return `${site.base}search.json?v=${hash}`;
  });
  return address;
}
