import { existsSync, readFileSync } from 'node:fs';
import { STATUS_CODES } from 'node:http';
import stringify from 'json-stringify-pretty-compact';
import { programPath } from './programs.ts';
import type { ProgramRecord } from './record-schema.ts';

/** What one side said in a recorded step; `printed` is what nobody was asked for. */
export interface Message {
  from: 'sent' | 'received' | 'closed' | 'printed';
  text: string;
}

/** A recorded step as a page shows it: what was asked, what came of it, and what was said. */
export interface Exchange {
  title: string;
  /** Whether the title is a sentence rather than a request or a command. */
  isProse: boolean;
  status?: string | undefined;
  /** Whether the status is one of success. */
  good?: boolean;
  messages: Message[];
}

/** The recorded steps of a program with those names, in the record's order; all steps without names. */
export function readRecord(folder: string, file: string, steps?: string[]): ProgramRecord {
  const path = programPath(folder, `${file}.record.json`);
  if (!existsSync(path)) return { steps: [] };
  const record: ProgramRecord = JSON.parse(readFileSync(path, 'utf8'));
  return steps ? { ...record, steps: record.steps.filter(({ step }) => steps.includes(step)) } : record;
}

/** Status code and reason phrase as RFC 9110 has it: `422 Unprocessable Content`. */
export function statusLine(status: number): string {
  const renamed: { [status: number]: string } = { 413: 'Content Too Large', 422: 'Unprocessable Content' };
  return `${status} ${renamed[status] ?? STATUS_CODES[status] ?? ''}`.trim();
}

/** JSON as records show it: on one line while that fits into 72 characters, else indented; errors of a `detail` one a line. */
export function formatJson(value: unknown): string {
  const { detail, ...rest } = (value ?? {}) as { detail?: unknown };
  if (Array.isArray(detail) && detail.length > 0 && Object.keys(rest).length === 0) {
    const lines = detail.map((error) => `  ${stringify(error, { maxLength: Number.POSITIVE_INFINITY })}`);
    return `{"detail": [\n${lines.join(',\n')}\n]}`;
  }
  return stringify(value, { maxLength: 72 });
}

const textOf = (data: unknown) => (typeof data === 'string' ? data : formatJson(data));

/** Headers, one a line, then the body: JSON formatted, text as it is; empty where there is neither. */
export function formatMessage(message: { headers?: { [name: string]: string } | undefined; body?: unknown }): string {
  const headers = Object.entries(message.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  if (message.body === undefined) return headers.join('\n');
  return [...headers, textOf(message.body).trimEnd()].join('\n');
}

/** A recorded step as a page shows it. */
export function exchangeOf(step: ProgramRecord['steps'][number]): Exchange {
  if (step.kind === 'output') {
    const messages: Message[] = [{ from: 'printed', text: step.output.trimEnd() }];
    return { title: `$ ${step.command}`, isProse: false, messages };
  }
  if (step.kind === 'value') {
    return { title: step.label, isProse: true, messages: [{ from: 'printed', text: textOf(step.value).trimEnd() }] };
  }
  if (step.kind === 'websocket') {
    const sides = { client: 'sent', server: 'received', close: 'closed' } as const;
    const messages = step.messages.map(({ from, data }): Message => ({ from: sides[from], text: textOf(data) }));
    return { title: `WebSocket ${step.path}`, isProse: false, messages };
  }
  const { request, response } = step;
  const said: Message[] = [
    { from: 'sent', text: formatMessage(request) },
    { from: 'received', text: formatMessage(response) },
  ];
  return {
    title: `${request.method} ${request.path}`,
    isProse: false,
    status: statusLine(response.status),
    good: response.status < 400,
    messages: said.filter(({ text }) => text !== ''),
  };
}
