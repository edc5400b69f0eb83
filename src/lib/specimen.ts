import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Answer } from './collections.ts';
import { type Exchange, exchangeOf } from './exchange.ts';
import { readRecord } from './records.ts';
import { homeSchema } from './schemas.ts';
import { withoutMarks } from './text.ts';

/** A correction and the run that bears it out, as the home page shows them. */
export interface Specimen {
  answer: Answer;
  /** What is often said, as a line of Markdown. */
  said: string;
  /** What is true instead, without the marks of its claims. */
  truth: string;
  /** Release since which it holds. */
  since?: string | undefined;
  run: Exchange;
  note?: string | undefined;
}

/** The specimen that content/home.yaml names; `text` is that file. Throws where an answer, correction or step is not there. */
export function specimenIn(answers: Answer[], text = readFileSync('content/home.yaml', 'utf8')): Specimen {
  const { answer: number, said, program, step } = homeSchema.parse(parse(text)).specimen;
  const answer = answers.find((one) => one.number === number);
  const correction = answer?.data.corrections.find((one) => one.said === said);
  const record = answer && readRecord(answer.id, program, [step]).steps[0];
  // src/check says which; a build has passed it.
  if (!answer || !correction || !record) throw new Error('content/home.yaml: the specimen is not there.');
  const { truth, since } = correction;
  return { answer, said, truth: withoutMarks(truth), since, run: exchangeOf(record), note: record.note };
}
