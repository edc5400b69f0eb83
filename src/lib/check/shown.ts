import { basename } from 'node:path';
import { regionsOf } from '../programs.ts';
import { recordSchema } from '../schemas.ts';
import type { Desk } from './desk.ts';

/** A file of an answer that is shown, with the region and the steps of its record. */
export interface Shown {
  file: string;
  region?: string | undefined;
  steps?: string[] | undefined;
}

/** What the components of a body show, in their order; `at` is the tag. */
export function shownIn(body: string): (Shown & { at: string })[] {
  return [...body.matchAll(/<(Program|Record)\s([\s\S]*?)\/>/g)].map(([, component = '', attributes = '']) => {
    const steps = /steps=\{\[([\s\S]*?)\]\}/.exec(attributes)?.[1];
    return {
      at: `<${component}>`,
      file: /file="([^"]*)"/.exec(attributes)?.[1] ?? '',
      region: /region="([^"]*)"/.exec(attributes)?.[1],
      steps: steps === undefined ? undefined : (steps.match(/[\w-]+/g) ?? []),
    };
  });
}

/** Checks that the answer in `folder`, which holds `files`, shows a file, region and steps that there are. */
export function checkShown(desk: Desk, folder: string, files: string[], at: string, shown: Shown): void {
  const page = `${folder}/index.mdx`;
  const { file, region, steps = [] } = shown;
  if (basename(file) !== file || !files.includes(file)) {
    const programs = files.filter((one) => !/^index\.mdx$|\.record\.json$/.test(one));
    desk.report(page, at, `shows "${file}", which is not in its folder`, `Show one of: ${programs.join(', ')}.`);
    return;
  }
  const regions = regionsOf(desk.readText(`${folder}/${file}`) ?? '');
  if (region !== undefined && !regions.get(region)?.trim()) {
    const names = [...regions.keys()].join(', ') || 'none';
    desk.report(page, at, `shows region "${region}" of ${file}`, `Name one that is not empty; there are: ${names}.`);
  }
  const recorded = files.includes(`${file}.record.json`) ? recordedSteps(desk, `${folder}/${file}.record.json`) : [];
  for (const step of steps.filter((one) => !recorded.includes(one))) {
    const names = recorded.join(', ') || 'none';
    desk.report(page, at, `shows step "${step}" of ${file}`, `Record it (npm run record); recorded are: ${names}.`);
  }
}

function recordedSteps(desk: Desk, file: string): string[] {
  const text = desk.readText(file);
  try {
    return text === undefined
      ? []
      : (desk.fits(file, recordSchema, JSON.parse(text))?.steps.map(({ step }) => step) ?? []);
  } catch {
    desk.report(file, 'the file', 'is not JSON', 'Records are written by tests: npm run record');
    return [];
  }
}
