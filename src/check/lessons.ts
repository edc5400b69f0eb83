import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'astro/zod';
import { type AnswerData, glossarySchema, phrasingsSchema } from '../lib/schemas.ts';
import type { Report } from './report.ts';

const texts = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : value && typeof value === 'object' ? Object.values(value).flatMap(texts) : [];

/**
 * Checks what search learns from beside the answers, where there is such: each phrasing and each error is that of an answer that is
 * there, and each line of the glossary says in words of the answers what is typed in one other world.
 */
export function checkLessons(report: Report, answers: Map<string, AnswerData>): void {
  const numbers = new Set([...answers.values()].map(({ number }) => String(number)));
  /** Phrasings, each with its question. */
  const seen = new Map<string, string>();
  for (const file of ['phrasings.yaml', 'errors.yaml']) {
    for (const [number, lines] of Object.entries(readIfThere(report, file, phrasingsSchema) ?? {})) {
      if (!numbers.has(number)) {
        report.add(file, number, 'is the number of no answer', 'Put them under the number of the answer they ask for.');
      }
      for (const line of lines.split('\n').filter((one) => one.trim())) {
        const twin = seen.get(line);
        if (twin) report.add(file, number, `has "${line}", as ${twin} has`, 'Keep it where it is asked for most.');
        seen.set(line, number);
      }
    }
  }
  const said = [...texts([...answers.values()]), ...seen.keys()].join('\n').toLowerCase();
  const worlds = new Map<string, string>();
  for (const [world, lines] of Object.entries(readIfThere(report, 'glossary.yaml', glossarySchema) ?? {})) {
    for (const [typed, ours] of Object.entries(lines)) {
      const twin = worlds.get(typed);
      if (twin)
        report.add(
          'glossary.yaml',
          `${world}.${typed}`,
          `stands under ${twin} too`,
          'Keep it once, or say both in one line.',
        );
      worlds.set(typed, world);
      for (const word of ours
        .toLowerCase()
        .split(/[^a-z0-9_]+/)
        .filter((one) => one.length > 2)) {
        // A plural is in other words there.
        if (said.includes(word.replace(/s$/, ''))) continue;
        report.add(
          'glossary.yaml',
          `${world}.${typed}`,
          `says "${word}", which no answer and no phrasing does`,
          'Say it in words of the answers.',
        );
      }
    }
  }
}

const readIfThere = <Value>(report: Report, file: string, schema: z.ZodType<Value>): Value | undefined =>
  existsSync(join(report.content, file)) ? report.read(file, schema) : undefined;
