import { STATUS_CODES } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Headers = { [name: string]: string };

/** One exchange over HTTP. Headers and bodies that do not matter or are not there are left out. */
interface HttpStep {
  kind: 'http';
  request: { method: string; path: string; headers?: Headers; body?: unknown };
  response: { status: number; headers?: Headers; body?: unknown };
}
/** What a command printed. */
interface OutputStep {
  kind: 'output';
  command: string;
  output: string;
}
/** Something that was observed: `label` says what `value` is. */
interface ValueStep {
  kind: 'value';
  label: string;
  value: unknown;
}
/** The messages of one WebSocket, in their order. */
interface WebSocketStep {
  kind: 'websocket';
  path: string;
  messages: { from: 'client' | 'server' | 'close'; data: unknown }[];
}
/** One named piece of a record; `note` is a caption, `masked` says that parts which vary were replaced. */
export type Step = { step: string; note?: string; masked?: boolean } & (
  HttpStep | OutputStep | ValueStep | WebSocketStep
);

/** What a test recorded of a program: the test's path from the repository's root and the steps in their order. */
export interface Record {
  test: string;
  steps: Step[];
}

/** The path of a file of an answer from the repository's root. */
export const programPath = (folder: string, file: string) => join('content', folder, file);

/** The exact text of a program, or of the lines between `# region name` and `# endregion`, dedented. */
export function readProgram(folder: string, file: string, region?: string): string {
  const path = programPath(folder, file);
  if (!existsSync(path)) throw new Error(`content/${folder}/index.mdx shows ${file}, but ${path} does not exist.`);
  const text = readFileSync(path, 'utf8');
  if (!region) return text.replace(/^[^\S\n]*(#|\/\/) (end)?region.*\n/gm, '');
  const found = new RegExp(
    `^[^\\S\\n]*(?:#|//) region ${region}\\n([\\s\\S]*?)^[^\\S\\n]*(?:#|//) endregion`,
    'm',
  ).exec(text);
  if (!found?.[1]) {
    const names = [...text.matchAll(/(?:#|\/\/) region (\S+)/g)].map((match) => match[1]).join(', ') || 'none';
    throw new Error(`content/${folder}/index.mdx shows region "${region}" of ${file}; the file has: ${names}.`);
  }
  const lines = found[1].trimEnd().split('\n');
  const indent = Math.min(...lines.filter((one) => one.trim()).map((one) => one.search(/\S/)));
  return `${lines.map((one) => one.slice(indent)).join('\n')}\n`;
}

/** The recorded steps of a program with those names, in the record's order; all steps without names. */
export function readRecord(folder: string, file: string, steps?: string[]): Record {
  const path = programPath(folder, `${file}.record.json`);
  if (!existsSync(path)) {
    if (!steps?.length) return { test: '', steps: [] };
    throw new Error(
      `content/${folder}/index.mdx shows a record of ${file}, but ${path} does not exist. Record it: npm run record`,
    );
  }
  const record: Record = JSON.parse(readFileSync(path, 'utf8'));
  if (!steps) return record;
  const names = record.steps.map(({ step }) => step);
  const unknown = steps.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new Error(
      `content/${folder}/index.mdx shows step "${unknown[0]}" of ${file}; recorded are: ${names.join(', ')}.`,
    );
  }
  return { test: record.test, steps: record.steps.filter(({ step }) => steps.includes(step)) };
}

/** Status code and reason phrase as RFC 9110 has it: `422 Unprocessable Content`. */
export function statusLine(status: number): string {
  const renamed: { [status: number]: string } = { 413: 'Content Too Large', 422: 'Unprocessable Content' };
  return `${status} ${renamed[status] ?? STATUS_CODES[status] ?? ''}`.trim();
}

/** JSON with a space after `:` and `,` on one line. */
function flat(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(flat).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, one]) => `${JSON.stringify(key)}: ${flat(one)}`)
    .join(', ')}}`;
}

/** JSON on one line while that fits into 72 characters, else indented by two spaces. */
export function formatJson(value: unknown, indent = ''): string {
  const line = flat(value);
  if (value === null || typeof value !== 'object' || line.length + indent.length <= 72) return line;
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((one) => formatJson(one, inner))
    : Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${formatJson(one, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
}

/** Headers, one a line, then the body: JSON formatted, text as it is. */
export function formatMessage(message: { headers?: Headers; body?: unknown }): string {
  const headers = Object.entries(message.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  if (message.body === undefined) return headers.join('\n');
  const body = typeof message.body === 'string' ? message.body.trimEnd() : formatJson(message.body);
  return [...headers, body].join('\n');
}
