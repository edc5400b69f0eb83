import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { z } from 'astro/zod';
import { hiddenIn } from './characters.ts';
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

/** What version control leaves where two changes met. */
const unmerged = /^(<{7}|={7}|>{7})( |$)/m;

/** Where two readings of a text differ, by the keys that lead there; days are the same, with quotes or without. */
function differences(one: unknown, other: unknown, path: string[] = []): [at: string, one: unknown, other: unknown][] {
  const isDay = /^(date|read)$/.test(path.at(-1) ?? '') && other instanceof Date;
  if (Object.is(one, isDay ? other.toISOString().slice(0, 10) : other)) return [];
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other || other instanceof Date) {
    return [[path.join('.') || 'the top level', one, other]];
  }
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].flatMap((key) => differences(valueAt(one, [key]), valueAt(other, [key]), [...path, key]));
}

/** What stands in `value` under the keys of `path`. */
const valueAt = (value: unknown, path: PropertyKey[]) =>
  path.reduce<unknown>((at, key) => (at as { [key: PropertyKey]: unknown } | undefined)?.[key], value);

/** What a text of YAML says, and where that is not what YAML 1.1 makes of it, by which Astro and many tools read. */
const parseYaml = remembering((text) => {
  const document = parseDocument(text);
  const [fault] = [...document.errors, ...document.warnings];
  if (fault) return { message: fault.message, line: fault.linePos?.[0].line };
  try {
    const value: unknown = document.toJS();
    return { value, doubts: differences(value, parseDocument(text, { version: '1.1' }).toJS()) };
  } catch (failure) {
    return { message: failure instanceof Error ? failure.message : String(failure) };
  }
});

/** What a schema says; of a key, what its own schema says of it. */
const messageOf = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_key' ? `is a key that ${issue.issues[0]?.message}` : issue.message;

/** Reads and parses files of the folder `content`, and gathers the faults found in them; `file` is a path below it. */
export function openReport(content: string) {
  const faults: Fault[] = [];
  /** Links to fragments, to be held against all answers once they are known: file, place, address, fragment. */
  const fragments: [file: string, at: string, address: string, fragment: string][] = [];
  const add = (file: string, at: string, found: string, remedy: string) => {
    faults.push({ file: join('content', file), at, found, remedy });
  };

  /** Reports what is in a text and is not seen there, line by line. */
  function checkCharacters(file: string, text: string): void {
    // Programs are shown and copied as they are; a line end of Windows would come along.
    const isProgram = !/\.(mdx|ya?ml|txt)$/.test(file);
    if (isProgram && text.includes('\r\n')) {
      add(file, 'the file', 'has line ends of Windows (CR LF)', 'Save it with line feeds alone.');
    }
    if (unmerged.test(text)) {
      const line = text.slice(0, unmerged.exec(text)?.index).split('\n').length;
      add(file, `line ${line}`, 'has the mark of an unfinished merge', 'Finish the merge.');
    }
    if (!hiddenIn(text)) return;
    for (const [index, line] of text.split(/\r?\n/).entries()) {
      const hidden = hiddenIn(line);
      if (hidden) add(file, `line ${index + 1}`, ...hidden);
    }
  }

  const texts = new Map<string, string | undefined>();
  /** The text of a file, read and looked through once; undefined after reporting why there is none. */
  function readText(file: string): string | undefined {
    if (!texts.has(file)) texts.set(file, readFirst(file));
    return texts.get(file);
  }

  function readFirst(file: string): string | undefined {
    const path = join(content, file);
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (!stat?.isFile()) {
      const found = stat?.isSymbolicLink() ? 'is a link' : stat ? 'is a folder' : 'is missing';
      add(file, 'the file', found, 'Put a regular file of that name there.');
      return undefined;
    }
    if (stat.size > largest && /^\w.*\//.test(file)) {
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
    const { message, line: offset = 1, value, doubts = [] } = parseYaml(text);
    if (message !== undefined) {
      const remedy = 'Mend the YAML there; quote texts that contain ": " or begin with ` or *.';
      add(file, `line ${offset + line - 1}`, message.split('\n')[0]?.replace(/ at line.*$/, '') ?? '', remedy);
    }
    for (const [at, one, other] of doubts) {
      add(file, at, `is read in two ways, as ${JSON.stringify(one)} and as ${JSON.stringify(other)}`, 'Quote it.');
    }
    return value;
  }

  /** The value as the schema has it; undefined after reporting what does not fit. */
  function fits<T>(file: string, schema: z.ZodType<T>, value: unknown): T | undefined {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      const at = issue.path.join('.') || 'the top level';
      const missing = issue.code !== 'invalid_key' && valueAt(value, issue.path) === undefined;
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
          missing ? 'is missing' : messageOf(issue),
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

  return { content, faults, fragments, add, readText, readYaml, fits, read, testsIn };
}

/** What every check reads from and reports to. */
export type Report = ReturnType<typeof openReport>;
