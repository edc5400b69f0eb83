import { nodesOf, parseMarkdown, parseMdx, shownIn, tagsIn } from '../lib/body.ts';
import { idOfMark, readMark } from '../lib/proofs.ts';
import { programPath, readProgram } from '../lib/programs.ts';
import { exchangeOf } from '../lib/exchange.ts';
import { readRecord } from '../lib/records.ts';
import type { AnswerData } from '../lib/schemas.ts';

/** An answer as documents need it: its data, its body in MDX, and where it and others are published. */
export interface Source {
  /** `section/question`, its folder in `content/`. */
  id: string;
  data: AnswerData;
  body: string;
  /** The absolute address of its page. */
  url: string;
  /** The absolute address of a path of the site that starts with `/`. */
  addressOf: (path: string) => string;
  /** The title and absolute address of the answer with that number. */
  answer: (number: number) => { title: string; url: string };
}

/** A part of a text, and what stands in its place. */
interface Edit {
  start: number;
  end: number;
  text: string;
}

const applyEdits = (text: string, edits: Edit[]): string =>
  [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((changed, { start, end, text: by }) => changed.slice(0, start) + by + changed.slice(end), text);

/** Code as a Markdown fence that no line of it ends. */
export function fenceOf(code: string, language = ''): string {
  const longest = Math.max(0, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}${language}\n${code}\n${fence}`;
}

const languages: { [ending: string]: string } = { py: 'python', sh: 'sh', yaml: 'yaml', toml: 'toml', json: 'json' };
const languageOf = (file: string) => languages[file.split('.').at(-1) ?? ''] ?? '';

/** The edits that lead a text's links out into the world: a mark to its source or its entry on the page, a path to its address. */
function linkEdits(text: string, kind: 'mdx' | 'line', { data, url, addressOf }: Source): Edit[] {
  const root = kind === 'mdx' ? parseMdx(text) : parseMarkdown(text);
  return [...nodesOf(root)].flatMap((node) => {
    if (node.type !== 'link') return [];
    const mark = readMark(node.url);
    const source = mark?.kind === 'source' ? data.sources[Number(mark.target) - 1]?.url : undefined;
    const address = mark
      ? (source ?? `${url}#${idOfMark(data.number, mark)}`)
      : node.url.startsWith('/')
        ? addressOf(node.url)
        : undefined;
    const end = node.position?.end.offset;
    if (address === undefined || end === undefined) return [];
    const start = text.lastIndexOf(node.url, end);
    return [{ start, end: start + node.url.length, text: address }];
  });
}

/** A line of the front matter as Markdown whose links work anywhere. */
export const lineOut = (text: string, source: Source): string => applyEdits(text, linkEdits(text, 'line', source));

/** Recorded steps of a file as Markdown, a fence for each thing that was said. */
export function recordOut(folder: string, file: string, steps?: string[]): string {
  return readRecord(folder, file, steps)
    .steps.map((step) => {
      const { title, isProse, status, messages } = exchangeOf(step);
      const head = `${isProse ? title : `\`${title}\``}${status ? ` → ${status}` : ''}`;
      const said = messages.map(({ from, text }) => (from === 'closed' ? `Closed: ${text}` : fenceOf(text)));
      const note = step.note ? ` (${step.note})` : '';
      return [`Recorded: ${head}${note}`, ...said].join('\n\n');
    })
    .join('\n\n');
}

/** A file of an answer, or a region of it, as a Markdown fence under its name. */
export function programOut(folder: string, file: string, region?: string): string {
  return `\`${programPath(folder, file)}\`${region ? `, the part “${region}”` : ''}\n\n${fenceOf(readProgram(folder, file, region).code, languageOf(file))}`;
}

/** The body of an answer as Markdown: programs and their records as fences, drawings as their descriptions, links absolute. */
export function bodyOut(source: Source): string {
  const { body, id } = source;
  const shown = shownIn(body).values();
  const tags = tagsIn(body).values();
  const blocks = [...nodesOf(parseMdx(body))].flatMap((node): Edit[] => {
    if (node.type !== 'mdxJsxFlowElement' && node.type !== 'mdxJsxTextElement') return [];
    const tag = tags.next().value;
    const position = node.position;
    if (!tag || position?.start.offset === undefined || position.end.offset === undefined) return [];
    const place = { start: position.start.offset, end: position.end.offset };
    if (tag.name !== 'Program' && tag.name !== 'Record') {
      return [{ ...place, text: `*${String(tag.props['caption'])}* ${String(tag.props['alt'])}` }];
    }
    const { file, region, steps, code } = shown.next().value!;
    const parts = [...(code ? [programOut(id, file, region)] : []), recordOut(id, file, steps)];
    return [{ ...place, text: parts.filter(Boolean).join('\n\n') }];
  });
  return applyEdits(body, [...blocks, ...linkEdits(body, 'mdx', source)]).trim();
}

/** An answer as a Markdown document with front matter; `facts` are keys of its own, such as its section's title. */
export function documentOf(source: Source, facts: { [key: string]: unknown }): string {
  const { data, id, url } = source;
  const line = (text: string) => lineOut(text, source);
  const front = { number: data.number, question: data.question, level: data.level, tags: data.tags, ...facts, url };
  const parts = [
    `---\n${Object.entries(front)
      .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
      .join('\n')}\n---`,
    `# ${data.question}`,
    line(data.say),
    '## What the interviewer listens for',
    data.listens.map(({ level, hear }) => `- **${level}**: ${line(hear)}`).join('\n'),
    '## They will ask next',
    ...data.next.flatMap(({ ask, reply, answer }) => {
      const more = answer === undefined ? undefined : source.answer(answer);
      return [`### ${line(ask)}`, `${line(reply)}${more ? ` More: [${more.title}](${more.url}).` : ''}`];
    }),
    bodyOut(source),
    '## Pitfalls',
    ...data.pitfalls.flatMap(({ write, happens, instead, program, region, steps }) => [
      `**You write:** ${line(write)}`,
      `**What happens:** ${line(happens)}`,
      `**Write instead:** ${line(instead)}`,
      `The wrong version, ${programOut(id, program, region)}`,
      recordOut(id, program, steps),
    ]),
    '## Often said, no longer true',
    ...data.corrections.map(
      ({ said, truth, since }) =>
        `- **Said:** ${line(said)} **True:** ${line(truth)}${since ? ` (since ${since})` : ''}`,
    ),
    '## Sources',
    data.sources
      .map(
        ({ title, url: address, about, read }, at) =>
          `${at + 1}. [${title}](${address}) (${about}${read ? `, read on ${read}` : ''})`,
      )
      .join('\n'),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}
