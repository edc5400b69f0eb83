import { z } from 'astro/zod';
import { exchangeOf } from '../lib/exchange.ts';
import { readRecord } from '../lib/records.ts';
import { sourceUrl } from '../lib/addresses.ts';
import { shownIn } from '../lib/body.ts';
import { programPath, readProgram } from '../lib/programs.ts';
import { plainText } from '../lib/text.ts';
import { bodyOut, lineOut, type Source } from './document.ts';

/** Goes up where a reader of the data could break: a key that is gone, or means something else. */
const version = 1;

const markdown = z
  .string()
  .describe('One line of Markdown; links are absolute and lead to the proof or source of the words');
const text = z.string().describe('Plain text');
const url = z.url();
const level = z.enum(['junior', 'mid', 'senior']);

const answer = z.strictObject({
  number: z.int().positive().describe('The permanent id: never reused, never renumbered'),
  id: z.string().describe('section/question'),
  url,
  shortUrl: url.describe('Forwards to url, whatever that will be'),
  markdownUrl: url,
  section: z.string().describe('The id of its section'),
  question: text,
  title: text,
  level,
  tags: z.array(z.string()),
  alsoAsked: z.array(text),
  spoken: text.describe('The answer in 50 to 80 words, to be said aloud'),
  listensFor: z.array(z.strictObject({ level, hear: markdown })),
  next: z.array(
    z.strictObject({
      ask: markdown,
      reply: markdown,
      answer: z.int().optional().describe('Number of the answer that says more'),
    }),
  ),
  body: z.string().describe('Markdown of "How it works" and "Example", with programs and records as fences'),
  pitfalls: z.array(
    z.strictObject({
      write: markdown,
      happens: markdown,
      instead: markdown,
      program: z.string(),
      steps: z.array(z.string()),
    }),
  ),
  corrections: z.array(z.strictObject({ said: markdown, truth: markdown, since: z.string().optional() })),
  buildsOn: z.array(z.int()),
  contrastsWith: z.array(z.int()),
  sources: z.array(z.strictObject({ title: text, url, about: text, read: z.iso.date().optional() })),
  ran: z.array(text).describe('Releases that the programs ran on, as "name version"'),
  changed: z.iso.date().describe('The day on which its records last changed with a release'),
  programs: z.array(
    z.strictObject({
      file: z.string(),
      source: url.describe('The file in the repository, at the commit that was built'),
      code: z.string().describe('Without the comments that mark regions and points'),
      records: z.array(
        z.strictObject({
          step: z.string(),
          title: z.string().describe('The request, the command, or what was looked at'),
          status: z.string().optional(),
          messages: z.array(
            z.strictObject({ from: z.enum(['sent', 'received', 'closed', 'printed']), text: z.string() }),
          ),
        }),
      ),
    }),
  ),
});

/** What `/answers.json` holds. */
export const datasetSchema = z.strictObject({
  $schema: url,
  version: z.literal(version),
  name: text,
  url,
  license: text,
  sections: z.array(z.strictObject({ id: z.string(), title: text, introduction: markdown, url })),
  answers: z.array(answer),
});

/** What `/answers.json` holds. */
export type Dataset = z.infer<typeof datasetSchema>;

/** The schema as JSON Schema (draft 2020-12), published at `id`. */
export const jsonSchema = (id: string): object => ({
  $id: id,
  title: 'FastAPI Answers',
  ...z.toJSONSchema(datasetSchema),
});

/** One answer of the dataset: `rest` is what its source alone does not say. */
export function entryOf(
  source: Source,
  rest: Pick<Dataset['answers'][number], 'shortUrl' | 'markdownUrl' | 'section' | 'ran' | 'changed'>,
): Dataset['answers'][number] {
  const { id, data, body, url: address } = source;
  const line = (one: string) => lineOut(one, source);
  const files = new Set([...shownIn(body).map(({ file }) => file), ...data.pitfalls.map(({ program }) => program)]);
  return {
    number: data.number,
    id,
    url: address,
    ...rest,
    question: plainText(data.question),
    title: data.title,
    level: data.level,
    tags: data.tags,
    alsoAsked: data.asked,
    spoken: plainText(data.say),
    listensFor: data.listens.map((one) => ({ level: one.level, hear: line(one.hear) })),
    next: data.next.map((one) => ({ ...one, ask: line(one.ask), reply: line(one.reply) })),
    body: bodyOut(source),
    pitfalls: data.pitfalls.map(({ write, happens, instead, program, steps }) => ({
      write: line(write),
      happens: line(happens),
      instead: line(instead),
      program,
      steps,
    })),
    corrections: data.corrections.map(({ said, truth, since }) => ({
      said: line(said),
      truth: line(truth),
      ...(since && { since }),
    })),
    buildsOn: data.buildsOn,
    contrastsWith: data.contrastsWith,
    sources: data.sources,
    programs: [...files].map((file) => ({
      file,
      source: sourceUrl(programPath(id, file)),
      code: readProgram(id, file).code,
      records: readRecord(id, file).steps.map((step) => {
        const { title, status, messages } = exchangeOf(step);
        return { step: step.step, title, ...(status && { status }), messages };
      }),
    })),
  };
}

/** The dataset around its sections and answers. */
export const datasetOf = (parts: Omit<Dataset, 'version'>): Dataset => ({ ...parts, version });
