import { shownIn } from './body.ts';
import type { Answer } from './collections.ts';
import { markedTexts, marksIn } from './proofs.ts';
import { readRecord } from './records.ts';

/** What a set of answers rests on: programs that ran, steps recorded of them, marks that lead a claim to a test. */
export function evidenceIn(answers: Answer[]): { programs: number; steps: number; claims: number } {
  const total = { programs: 0, steps: 0, claims: 0 };
  for (const { id, data, entry } of answers) {
    const body = entry.body ?? '';
    const files = new Set([...shownIn(body).map(({ file }) => file), ...data.pitfalls.map(({ program }) => program)]);
    total.programs += files.size;
    for (const file of files) total.steps += readRecord(id, file).steps.length;
    const marks = [...markedTexts(data).flatMap(([, text]) => marksIn(text, 'line')), ...marksIn(body, 'mdx')];
    total.claims += marks.filter(({ kind }) => kind === 'proof').length;
  }
  return total;
}
