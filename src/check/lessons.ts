import { type AnswerData, glossarySchema, phrasingsSchema } from '../lib/schemas.ts';
import { homeIn } from './characters.ts';
import type { Report } from './report.ts';

/** Characters of a line that somebody types or pastes; what is longer are several that were folded into one. */
const longest = 250;

const texts = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : value && typeof value === 'object' ? Object.values(value).flatMap(texts) : [];

/**
 * Checks what search learns from beside the answers: each phrasing and each error is that of an answer that is
 * there, and each line of the glossary says in words of the answers what is typed in one other world.
 */
export function checkLessons(report: Report, answers: Map<string, AnswerData>): void {
  const numbers = new Set([...answers.values()].map(({ number }) => String(number)));
  /** Phrasings, each with its question. */
  const seen = new Map<string, string>();
  for (const file of ['phrasings.yaml', 'errors.yaml']) {
    for (const [number, lines] of Object.entries(report.read(file, phrasingsSchema) ?? {})) {
      if (!numbers.has(number)) {
        report.add(file, number, 'is the number of no answer', 'Put them under the number of the answer they ask for.');
      }
      if (!/\w/.test(lines))
        report.add(file, number, 'says nothing', 'Write a line for each way to ask, or remove it.');
      for (const line of lines.split('\n').filter((one) => one.trim())) {
        if (line.length > longest) {
          const remedy = 'Write a line for each way to ask, beneath "|"; beneath ">" all of them are one.';
          report.add(file, number, `has a line of ${line.length} characters: ${line.slice(0, 40)} …`, remedy);
        }
        const home = homeIn(line);
        if (home) report.add(file, number, `names "${home}", a folder of one machine`, 'Leave paths out.');
        const twin = seen.get(line);
        if (twin) report.add(file, number, `has "${line}", as ${twin} has`, 'Keep it where it is asked for most.');
        seen.set(line, number);
      }
    }
  }
  const said = [...texts([...answers.values()]), ...seen.keys()].join('\n').toLowerCase();
  const worlds = new Map<string, string>();
  for (const [world, lines] of Object.entries(report.read('glossary.yaml', glossarySchema) ?? {})) {
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
      const words = ours
        .toLowerCase()
        .split(/[^a-z0-9_]+/)
        .filter((one) => one.length > 2);
      if (words.length === 0) {
        report.add('glossary.yaml', `${world}.${typed}`, `says "${ours}"`, 'Say it in words of the answers.');
      }
      for (const word of words) {
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
