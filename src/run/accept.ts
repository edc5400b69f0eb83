import { limits } from './limits.ts';
import type { Failed, Headers, Received, Said, TestReport, TestResult } from './protocol.ts';

/** A failure that Python has no traceback of. */
export const failed = (sentence: string, traceback = ''): Failed => ({ failed: true, sentence, traceback });

/** Whether something is a failure. */
export const isFailed = (value: unknown): value is Failed =>
  isFields(value) && value['failed'] === true && typeof value['sentence'] === 'string';

type Fields = { readonly [key: string]: unknown };
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
/** A text as Python gives it, cut where it is longer than a page can show; its end says more than its middle. */
function textOf(value: unknown, most: number = limits.text): string {
  if (typeof value !== 'string') return '';
  return value.length <= most ? value : `${value.slice(0, most / 2)}\n…\n${value.slice(-most / 2)}`;
}
const numberOf = (value: unknown) => (typeof value === 'number' && Number.isInteger(value) ? value : 0);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value.slice(0, 1000) : []);

/** What an answer of Python says; Python can say anything, so that what is no JSON object is nothing. */
export function readAnswer(text: unknown): Fields {
  if (typeof text !== 'string') return {};
  if (text.length > limits.said) return { traceback: 'The program answered with more than a page can take.' };
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : {};
  } catch {
    return {};
  }
}

/** The traceback as a failure, told by its last line; undefined where there is none. */
export function failureIn(answer: Fields): Failed | undefined {
  const traceback = textOf(answer['traceback'], limits.traceback);
  if (traceback === '') return undefined;
  return failed(
    traceback
      .trimEnd()
      .split('\n')
      .findLast((line) => /^\S/.test(line)) ?? '',
    traceback,
  );
}

const headersOf = (value: unknown): Headers =>
  listOf(value).flatMap((pair) => {
    const [name, content] = listOf(pair);
    return typeof name === 'string' && typeof content === 'string'
      ? [[textOf(name, limits.header), textOf(content, limits.header)] as const]
      : [];
  });

/** An answer as a response. */
export const receivedFrom = (answer: Fields): Received => ({
  status: numberOf(answer['status']),
  headers: headersOf(answer['headers']),
  body: textOf(answer['body']),
  truncated: answer['truncated'] === true,
});

const speakers = ['client', 'server', 'close'] as const;

/** What was said in a conversation; undefined for what no one can have said. */
export function saidFrom(message: Fields): Said | undefined {
  const from = speakers.find((one) => one === message['from']);
  return from && { from, text: textOf(message['text'], limits.message) };
}

const outcomes = ['passed', 'failed', 'skipped'] as const;

function resultFrom(value: unknown): TestResult[] {
  if (!isFields(value)) return [];
  const outcome = outcomes.find((one) => one === value['outcome']);
  const told = (key: string) => textOf(value[key], limits.traceback);
  return outcome ? [{ name: told('name'), outcome, message: told('message') }] : [];
}

/** An answer as what pytest found. */
export function reportFrom(answer: Fields): TestReport {
  const tests = listOf(answer['tests']).flatMap(resultFrom);
  const count = (outcome: string) => tests.filter((test) => test.outcome === outcome).length;
  return { passed: count('passed'), failed: count('failed'), tests, output: textOf(answer['output']) };
}
