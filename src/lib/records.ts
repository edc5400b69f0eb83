import { existsSync, readFileSync } from 'node:fs';
import { STATUS_CODES } from 'node:http';
import stringify from 'json-stringify-pretty-compact';
import { programPath } from './programs.ts';
import type { ProgramRecord } from './record-schema.ts';

/** The recorded steps of a program with those names, in the record's order; all steps without names. */
export function readRecord(folder: string, file: string, steps?: string[]): ProgramRecord {
  const path = programPath(folder, `${file}.record.json`);
  if (!existsSync(path)) return { test: '', steps: [] };
  const record: ProgramRecord = JSON.parse(readFileSync(path, 'utf8'));
  return steps ? { ...record, steps: record.steps.filter(({ step }) => steps.includes(step)) } : record;
}

/** Status code and reason phrase as RFC 9110 has it: `422 Unprocessable Content`. */
export function statusLine(status: number): string {
  const renamed: { [status: number]: string } = { 413: 'Content Too Large', 422: 'Unprocessable Content' };
  return `${status} ${renamed[status] ?? STATUS_CODES[status] ?? ''}`.trim();
}

/** JSON as records show it: on one line while that fits into 72 characters, else indented by two spaces. */
export const formatJson = (value: unknown): string => stringify(value, { maxLength: 72 });

/** Headers, one a line, then the body: JSON formatted, text as it is. */
export function formatMessage(message: { headers?: { [name: string]: string } | undefined; body?: unknown }): string {
  const headers = Object.entries(message.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  if (message.body === undefined) return headers.join('\n');
  const body = typeof message.body === 'string' ? message.body.trimEnd() : formatJson(message.body);
  return [...headers, body].join('\n');
}
