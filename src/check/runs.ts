import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runSchema } from '../lib/schemas.ts';
import { checkLanguage } from './language.ts';
import { checkPlain } from './line.ts';
import type { Report } from './report.ts';
import { stepsIn } from './steps.ts';

const file = 'run.yaml';
/** A request as it is written there. */
const request = /^[A-Z]+ \/\S*( [\s\S]+)?$/;

/** Checks what is said of the programs that run in a page: each is there, each of its steps is, and each reason is a sentence or one of those that have a name. */
export function checkRuns(report: Report): void {
  const settings = report.read(file, runSchema);
  if (!settings) return;
  const used = new Set(['output', 'value']);
  const checkReason = (at: string, text: string) => {
    if (settings.reasons[text] !== undefined) used.add(text);
    else checkSentence(report, at, text);
  };
  for (const [name, text] of Object.entries(settings.reasons)) checkSentence(report, `reasons.${name}`, text);
  for (const [name, text] of Object.entries(settings.modules)) checkReason(`modules.${name}`, text);
  for (const [path, { without, ...given }] of Object.entries(settings.programs)) {
    const { steps = {}, apps, before = {}, headers, beside = {}, guests, binary = [] } = given;
    const at = `programs.${path}`;
    if (!existsSync(join(report.content, path))) {
      report.add(file, at, 'is no program', 'Correct its path, or remove it.');
      continue;
    }
    if (without) {
      checkReason(`${at}.without`, without);
      if (Object.keys(given).length > 0)
        report.add(file, at, 'does not run and says more than why', 'Keep "without" alone.');
    }
    for (const [step, text] of Object.entries(steps)) checkReason(`${at}.steps.${step}`, text);
    for (const app of [given.app, ...Object.values(apps ?? {})]) {
      const module = `${app?.split(':')[0]}.py`;
      if (app && !(module in (given.files ?? {})) && !existsSync(join(report.content, path, '..', module))) {
        report.add(
          file,
          at,
          `names the app "${app}" of ${module}, which is not beside it`,
          'Name a program beside it, or one of "files".',
        );
      }
    }
    // A record that is broken is reported where its answer is checked.
    const known = new Set(stepsIn(join(report.content, `${path}.record.json`))?.map(({ step }) => step));
    const named = Object.keys({ ...steps, ...apps, ...before, ...headers, ...beside, ...guests });
    for (const step of [...named, ...binary]) {
      if (!known.has(step))
        report.add(file, `${at}, ${step}`, 'is no step of its record', 'Correct its name, or remove it.');
    }
    for (const [key, lists] of Object.entries({ before, beside })) {
      for (const [step, list] of Object.entries(lists)) {
        const odd = list.find((one) => !known.has(one) && !request.test(one));
        if (odd)
          report.add(
            file,
            `${at}.${key}.${step}`,
            `has "${odd}"`,
            'Name a step of its record, or a request such as "GET /path".',
          );
      }
    }
  }
  for (const name of Object.keys(settings.reasons).filter((one) => !used.has(one))) {
    report.add(file, `reasons.${name}`, 'is the reason of nothing', 'Remove it.');
  }
}

/** A reason stands by itself, where a button would be. */
function checkSentence(report: Report, at: string, text: string): void {
  if (!/^[A-Z`].*\.$/.test(text))
    report.add(file, at, `says "${text}"`, 'Write one sentence, or the name of one that stands under "reasons".');
  checkPlain(report, file, at, text);
  checkLanguage(report, file, at, text);
}
