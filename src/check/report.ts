import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { z } from 'astro/zod';
import { testsOf } from '../lib/proofs.ts';
import { remembering } from '../lib/remember.ts';

/** Something wrong in content/: the file, the key or line, what was found and what to do about it. */
export interface Fault {
  file: string;
  at: string;
  found: string;
  remedy: string;
}

/** Bytes that a file of an answer may have. The lists beside the sections grow with the site and have no limit. */
const largest = 256 * 1024;

/** Control characters but tab and line ends, and the marks that turn the direction of text or join words without a trace. */
const unseen = /[\p{Cc}\p{Cf}](?<![\t\r])/u;

const parseYaml = remembering((text) => parseDocument(text));

/** What stands in `value` under the keys of `path`. */
const valueAt = (value: unknown, path: PropertyKey[]) =>
  path.reduce<unknown>((at, key) => (at as { [key: PropertyKey]: unknown } | undefined)?.[key], value);

/** Reads and parses files of the folder `content`, and gathers the faults found in them; `file` is a path below it. */
export function openReport(content: string) {
  const faults: Fault[] = [];
  const add = (file: string, at: string, found: string, remedy: string) => {
    faults.push({ file: join('content', file), at, found, remedy });
  };

  /** Reports characters that nobody sees and that change what is read: controls, directions, joiners. */
  function checkCharacters(file: string, text: string): void {
    for (const [index, line] of text.split('\n').entries()) {
      const found = unseen.exec(line)?.[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
      if (found) add(file, `line ${index + 1}`, `has the character U+${found}, which nobody sees`, 'Remove it.');
    }
  }

  /** The text of a file; undefined after reporting why there is none. */
  function readText(file: string): string | undefined {
    const path = join(content, file);
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (!stat?.isFile()) {
      add(
        file,
        'the file',
        stat?.isSymbolicLink() ? 'is a link' : 'is missing',
        'Put a regular file of that name there.',
      );
      return undefined;
    }
    if (stat.size > largest && file.includes('/')) {
      add(file, 'the file', `has ${stat.size} bytes`, `Keep it below ${largest}.`);
      return undefined;
    }
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
      checkCharacters(file, text);
      return text;
    } catch {
      add(file, 'the file', 'is not UTF-8', 'Save it as UTF-8.');
      return undefined;
    }
  }

  /** Parses YAML that starts at `line` of the file; undefined after reporting that it is broken. */
  function readYaml(file: string, text: string, line = 1): unknown {
    const document = parseYaml(text);
    const [error] = [...document.errors, ...document.warnings];
    const complain = (message: string, offset = 1) => {
      const remedy = 'Mend the YAML there; quote texts that contain ": " or begin with ` or *.';
      add(file, `line ${offset + line - 1}`, message.split('\n')[0]?.replace(/ at line.*$/, '') ?? '', remedy);
    };
    if (error) return complain(error.message, error.linePos?.[0].line);
    try {
      return document.toJS();
    } catch (failure) {
      return complain(failure instanceof Error ? failure.message : String(failure));
    }
  }

  /** The value as the schema has it; undefined after reporting what does not fit. */
  function fits<T>(file: string, schema: z.ZodType<T>, value: unknown): T | undefined {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      const at = issue.path.join('.') || 'the top level';
      const missing = valueAt(value, issue.path) === undefined;
      if (issue.code === 'unrecognized_keys') {
        add(
          file,
          at,
          `has unknown keys: ${issue.keys.join(', ')}`,
          'Remove them or correct their names; src/lib/schemas.ts lists the keys.',
        );
      } else {
        add(
          file,
          at,
          missing ? 'is missing' : issue.message,
          'Correct the value; src/lib/schemas.ts says what it is for.',
        );
      }
    }
    return undefined;
  }

  /** A YAML file as the schema has it; undefined after reporting what is wrong. */
  function read<T>(file: string, schema: z.ZodType<T>): T | undefined {
    const text = readText(file);
    const value = text === undefined ? undefined : readYaml(file, text);
    return value === undefined ? undefined : fits(file, schema, value);
  }

  const tests = new Map<string, Map<string, number>>();
  /** The tests of the answer in a folder; a mark each asks for them, and the file is read once. */
  function testsIn(folder: string): Map<string, number> {
    return tests.get(folder) ?? tests.set(folder, testsOf(folder, join(content, '..'))).get(folder)!;
  }

  return { content, faults, add, readText, readYaml, fits, read, testsIn };
}

/** What every check reads from and reports to. */
export type Report = ReturnType<typeof openReport>;
