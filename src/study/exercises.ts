import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { href } from '../lib/addresses.ts';
import type { Answer, Section } from '../lib/collections.ts';
import { idOfMark, marksIn } from '../lib/proofs.ts';
import { partId } from '../lib/parts.ts';
import { type Listing, readProgram } from '../lib/programs.ts';
import { type Exchange, exchangeOf, formatMessage, statusLine } from '../lib/exchange.ts';
import { readRecord } from '../lib/records.ts';
import { mistakesSchema, predictionsSchema } from '../lib/schemas.ts';
import { withoutMarks } from '../lib/text.ts';
import { shuffled } from './seed.ts';

/** A sentence of an exercise, as a line of Markdown. */
export interface Sentence {
  text: string;
  /** Where it is shown to be true; undefined for the wrong one. */
  proof?: string;
}

/** "Which sentence is wrong?": one of them is, and the answer corrects it. */
export interface Mistake {
  name: string;
  answer: Answer;
  sentences: Sentence[];
  /** The place of the wrong one, from 0. */
  wrong: number;
  /** The right sentence in its place, with its marks. */
  right: string;
  /** What the answer says of it, with its marks, and what a pitfall says to write instead. */
  truth: string;
  instead?: string | undefined;
  since?: string | undefined;
  /** The part of the answer that says it. */
  url: string;
  /** The recorded steps that show it, each with its note. */
  runs: { run: Exchange; note?: string | undefined }[];
}

/** "Predict the output": a program and a request, and what came back. */
export interface Prediction {
  name: string;
  answer: Answer;
  /** The file, and what is shown of it. */
  program: string;
  listing: Listing;
  given?: string | undefined;
  /** The request: its line, and its headers and body where it has some. */
  request: { title: string; text: string };
  /** Status codes to choose from, ascending, each with its phrase. */
  statuses: { code: number; name: string }[];
  /** What came back: the status, its headers, its body as text; '' where there is none. */
  response: { code: number; status: string; headers: string; body: string };
  /** Why, with its marks, and what a pitfall says to write instead. */
  why: string;
  instead?: string | undefined;
  url: string;
}

/**
 * Code as an exercise shows it: without comments and docstrings, which would tell. Formatted by ruff, a comment stands alone or after two
 * spaces, and a docstring first in its file or block.
 */
export const withoutComments = (code: string): string =>
  code
    .replace(/^[^\S\n]*#.*\n/gm, '')
    .replace(/ {2}#.*$/gm, '')
    .replace(/(^|:\n)[^\S\n]*"""[\s\S]*?"""\n+/g, '$1');

const fail = (file: string, name: string): never => {
  // src/check says what is the matter; a build has passed it.
  throw new Error(`content/${file}.yaml: ${name} is not there.`);
};
const read = (file: string) => parse(readFileSync(`content/${file}.yaml`, 'utf8'));
const answerOf = (answers: Answer[], number: number) => answers.find((one) => one.number === number);

/** The exercises of content/mistakes.yaml, in the order of the answers. */
export function mistakesIn(answers: Answer[], data: unknown = read('mistakes')): Mistake[] {
  const mistakes = Object.entries(mistakesSchema.parse(data)).map(([name, item]): Mistake => {
    const answer = answerOf(answers, item.answer) ?? fail('mistakes', name);
    const { number, id, url } = answer;
    const correction = answer.data.corrections.find(({ said }) => said === item.said);
    const pitfall = answer.data.pitfalls.find(({ write }) => write === item.said);
    if (!correction && !pitfall) fail('mistakes', name);
    const proofOf = (text: string) => `${url}#${idOfMark(number, marksIn(text, 'line')[0] ?? fail('mistakes', name))}`;
    const wrong: Sentence = { text: item.wrong ?? item.said };
    const true_ = item.beside.map((text): Sentence => ({ text: withoutMarks(text), proof: proofOf(text) }));
    const sentences = shuffled([wrong, ...true_], name, ({ text }) => text);
    const shown = item.run ?? (pitfall && { program: pitfall.program, step: undefined });
    const steps = item.run ? [item.run.step] : pitfall?.steps;
    const records = shown ? readRecord(id, shown.program, steps).steps : [];
    const part = correction ? 'no-longer-true' : `pitfall-${pitfall?.steps[0]}`;
    return {
      name,
      answer,
      sentences,
      wrong: sentences.indexOf(wrong),
      right: item.right,
      truth: correction?.truth ?? pitfall!.happens,
      instead: pitfall?.instead,
      since: correction?.since,
      url: `${url}#${partId(number, part)}`,
      runs: records.map((record) => ({ run: exchangeOf(record), note: record.note })),
    };
  });
  return inOrder(mistakes);
}

/** Codes that might come back, so that the right one does not stand out. */
const usual = [200, 404, 422, 500];
const others = [201, 202, 204, 307, 400, 401, 403, 409, 429, 503, 504];

/** Five codes to choose from: the right one, and what else might come back; `name` decides which. */
export function statusesFor(code: number, name: string): number[] {
  const more = shuffled(
    others.filter((one) => one !== code),
    name,
    String,
  );
  return [...new Set([code, ...usual, ...more])].slice(0, 5).sort((a, b) => a - b);
}

/** The exercises of content/predictions.yaml, in the order of the answers. */
export function predictionsIn(answers: Answer[], data: unknown = read('predictions')): Prediction[] {
  const predictions = Object.entries(predictionsSchema.parse(data)).map(([name, item]): Prediction => {
    const answer = answerOf(answers, item.answer) ?? fail('predictions', name);
    const { number, id, url } = answer;
    const { program, region, step, given } = item;
    const record = readRecord(id, program, [step]).steps[0];
    if (record?.kind !== 'http') return fail('predictions', name);
    const pitfall = answer.data.pitfalls.find((one) => one.program === program && one.steps.includes(step));
    const { request, response } = record;
    return {
      name,
      answer,
      program,
      listing: { code: withoutComments(readProgram(id, program, region).code), points: [] },
      given,
      request: { title: `${request.method} ${request.path}`, text: formatMessage(request) },
      statuses: statusesFor(response.status, name).map((code) => ({ code, name: statusLine(code) })),
      response: {
        code: response.status,
        status: statusLine(response.status),
        headers: formatMessage({ headers: response.headers }),
        body: formatMessage({ body: response.body }),
      },
      why: item.why ?? pitfall?.happens ?? fail('predictions', name),
      instead: item.why ? undefined : pitfall?.instead,
      url: `${url}#${partId(number, item.why || !pitfall ? 'example' : `pitfall-${pitfall.steps[0]}`)}`,
    };
  });
  return inOrder(predictions);
}

const inOrder = <Item extends { answer: Answer }>(items: Item[]): Item[] =>
  items.toSorted((a, b) => a.answer.position - b.answer.position);

/** The chapters that have exercises, each with how many and the page of that kind where they stand. */
export const chaptersOf = (
  kind: 'mistakes' | 'predict',
  sections: Section[],
  items: { answer: Answer }[],
): { section: Section; count: number; url: string }[] =>
  sections
    .map((section) => ({
      section,
      count: items.filter(({ answer }) => answer.section.id === section.id).length,
      url: href(`practice/${kind}/${section.id}/`),
    }))
    .filter(({ count }) => count > 0);
