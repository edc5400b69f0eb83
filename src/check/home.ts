import { join } from 'node:path';
import { type AnswerData, homeSchema } from '../lib/schemas.ts';
import { nearest } from './near.ts';
import type { Report } from './report.ts';
import { stepsIn } from './steps.ts';

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
  const steps = stepsIn(join(report.content, path))?.map((one) => one.step);
  if (steps?.includes(step)) return;
  const found = steps ? `names step "${step}" of ${program}` : `names ${program}, which has no record`;
  const remedy = steps ? `content/${path} has: ${nearest(step, steps).join(', ')}.` : `Name a program of ${folder}.`;
  report.add(file, steps ? 'specimen.step' : 'specimen.program', found, remedy);
}
