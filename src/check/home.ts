import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordSchema } from '../lib/record-schema.ts';
import { type AnswerData, homeSchema } from '../lib/schemas.ts';
import { nearest } from './near.ts';
import type { Report } from './report.ts';

const file = 'home.yaml';

/** Checks that what the home page shows is there: the answer, its correction, the recorded step. */
export function checkHome(report: Report, answers: Map<string, AnswerData>): void {
  const specimen = report.read(file, homeSchema)?.specimen;
  if (!specimen) return;
  const { answer, said, program, step } = specimen;
  const [folder, data] = [...answers].find(([, { number }]) => number === answer) ?? [];
  if (!folder || !data) {
    report.add(
      file,
      'specimen.answer',
      `names answer ${answer}, which does not exist`,
      'Name the number of an answer.',
    );
    return;
  }
  const claims = data.corrections.map((one) => one.said);
  if (!claims.includes(said)) {
    const remedy = `Name a correction of answer ${answer} by its words: "${nearest(said, claims).join('" or "')}".`;
    report.add(file, 'specimen.said', `names "${said}", which answer ${answer} does not correct`, remedy);
  }
  const path = `${folder}/${program}.record.json`;
  const steps = stepsIn(join(report.content, path));
  if (steps?.includes(step)) return;
  const found = steps ? `names step "${step}" of ${program}` : `names ${program}, which has no record`;
  const remedy = steps ? `content/${path} has: ${nearest(step, steps).join(', ')}.` : `Name a program of ${folder}.`;
  report.add(file, steps ? 'specimen.step' : 'specimen.program', found, remedy);
}

/** The names of recorded steps; undefined where there is no record, or none that its own check would pass. */
function stepsIn(path: string): string[] | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return recordSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).steps.map(({ step }) => step);
  } catch {
    return undefined;
  }
}
