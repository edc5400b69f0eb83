import { STATUS_CODES } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Record } from './schemas.ts';

/** The path of a file of an answer from the repository's root. */
export const programPath = (folder: string, file: string) => join('content', folder, file);

/** The regions of a file: the lines between `# region name` and `# endregion`, dedented, by name. */
export function regionsOf(text: string): Map<string, string> {
  const regions = text.matchAll(/^[^\S\n]*(?:#|\/\/) region (\S+)\n([\s\S]*?)^[^\S\n]*(?:#|\/\/) endregion/gm);
  return new Map(
    [...regions].map(([, name = '', body = '']) => {
      const lines = body.trimEnd().split('\n');
      const indent = Math.min(...lines.filter((one) => one.trim()).map((one) => one.search(/\S/)));
      return [name, `${lines.map((one) => one.slice(indent)).join('\n')}\n`];
    }),
  );
}

/** The exact text of a program without the comments that mark regions, or one region of it. */
export function readProgram(folder: string, file: string, region?: string): string {
  const text = readFileSync(programPath(folder, file), 'utf8');
  if (!region) return text.replace(/^[^\S\n]*(#|\/\/) (end)?region.*\n/gm, '');
  const found = regionsOf(text).get(region);
  if (!found) throw new Error(`content/${folder}/${file} has no region "${region}".`);
  return found;
}

/** The recorded steps of a program with those names, in the record's order; all steps without names. */
export function readRecord(folder: string, file: string, steps?: string[]): Record {
  const path = programPath(folder, `${file}.record.json`);
  if (!existsSync(path)) return { test: '', steps: [] };
  const record: Record = JSON.parse(readFileSync(path, 'utf8'));
  return steps ? { ...record, steps: record.steps.filter(({ step }) => steps.includes(step)) } : record;
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
export function formatMessage(message: { headers?: { [name: string]: string } | undefined; body?: unknown }): string {
  const headers = Object.entries(message.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  if (message.body === undefined) return headers.join('\n');
  const body = typeof message.body === 'string' ? message.body.trimEnd() : formatJson(message.body);
  return [...headers, body].join('\n');
}
