import { basename } from 'node:path';
import type { Shown } from '../lib/body.ts';
import { listingOf, regionsOf } from '../lib/programs.ts';
import { type ProgramRecord, recordSchema } from '../lib/record-schema.ts';
import { hiddenIn, homeIn } from './characters.ts';
import { checkProgram } from './programs.ts';
import type { Report } from './report.ts';
import { stringsIn } from './strings.ts';

/** Lines of code that a page shows at a time; what is longer names a region. */
const mostLines = 25;
/** Lines of a whole program, markers apart; a file of tests may have more, since each test is read alone. */
const mostInAll = 45;

/** A file that an answer shows, and where it says so. */
export type Showing = Shown & { at: string; code: boolean };

/** Checks what the answer in `folder`, which holds `files`, shows: files, regions and steps that there are, and all of them. */
export function checkShown(report: Report, folder: string, files: string[], shown: Showing[]): void {
  const programs = files.filter((file) => !/^index\.mdx$|\.record\.json$/.test(file));
  const records = new Map(programs.map((file) => [file, stepsOf(report, folder, files, file)]));
  const texts = new Map(programs.map((file) => [file, report.readText(`${folder}/${file}`) ?? '']));
  for (const one of shown) checkOne(report, folder, texts, records, one);
  // A step has its address where the body shows it; pitfalls know of it and give none.
  const stepsOfBody = new Set<string>();
  for (const { at, file, steps } of shown.filter((one) => !one.at.startsWith('pitfalls.'))) {
    for (const step of steps ?? records.get(file) ?? []) {
      const remedy = 'Name the steps of each showing, steps={["name"]}; with steps={[]} it shows none.';
      const twice = stepsOfBody.has(`${file}-${step}`);
      if (twice) report.add(`${folder}/index.mdx`, at, `shows step "${step}" of ${file} a second time`, remedy);
      stepsOfBody.add(`${file}-${step}`);
    }
  }
  for (const file of files.filter((one) => one.endsWith('.record.json'))) {
    if (programs.includes(file.replace(/\.record\.json$/, ''))) continue;
    report.add(`${folder}/${file}`, 'the file', 'records a program that is not here', 'Remove it.');
  }
  for (const file of programs) {
    const text = report.readText(`${folder}/${file}`);
    if (text !== undefined) checkProgram(report, `${folder}/${file}`, text);
    const length = listingOf(texts.get(file) ?? '').code.split('\n').length;
    if (length > mostInAll && !file.startsWith('test_')) {
      const advice = `Make its point in ${mostInAll} lines at most, or split it.`;
      report.add(`${folder}/${file}`, 'the file', `has ${length} lines`, advice);
    }
    const uses = shown.filter((one) => one.file === file);
    const remedy = `Show it with <Program file="${file}" /> or in a pitfall, or remove it.`;
    if (uses.length === 0) report.add(`${folder}/${file}`, 'the file', 'is not shown', remedy);
    const seen = new Set(uses.flatMap(({ steps }) => steps ?? records.get(file) ?? []));
    for (const step of (records.get(file) ?? []).filter((one) => uses.length > 0 && !seen.has(one))) {
      const path = `${folder}/${file}.record.json`;
      report.add(
        path,
        step,
        'is recorded but not shown',
        'Name the step where the program is shown, or do not record it.',
      );
    }
  }
}

function checkOne(
  report: Report,
  folder: string,
  texts: Map<string, string>,
  records: Map<string, string[]>,
  { at, file, region, steps = [], code }: Showing,
): void {
  const page = `${folder}/index.mdx`;
  const text = texts.get(file);
  if (basename(file) !== file || text === undefined) {
    const remedy = `Show one of: ${[...texts.keys()].join(', ')}.`;
    report.add(page, at, `shows "${file}", which is not in its folder`, remedy);
    return;
  }
  const regions = regionsOf(text);
  const names = [...regions.keys()].join(', ') || 'none';
  if (region !== undefined && !regions.get(region)?.trim()) {
    report.add(page, at, `shows region "${region}" of ${file}`, `Name one that is not empty; there are: ${names}.`);
  }
  const lines = listingOf(region === undefined ? text : (regions.get(region) ?? '')).code.split('\n').length;
  if (code && lines > mostLines) {
    const what = region === undefined ? file : `region "${region}" of ${file}`;
    const remedy = `Name a region of at most ${mostLines} lines that makes the point; the page folds the whole file beneath.`;
    report.add(page, at, `shows ${lines} lines of ${what} at once`, remedy);
  }
  const recorded = records.get(file) ?? [];
  for (const step of steps.filter((one) => !recorded.includes(one))) {
    const remedy = `Record it (npm run record); recorded are: ${recorded.join(', ') || 'none'}.`;
    report.add(page, at, `shows step "${step}" of ${file}`, remedy);
  }
}

/** The names of a program's recorded steps, in their order; none where there is no record. */
function stepsOf(report: Report, folder: string, files: string[], file: string): string[] {
  const path = `${folder}/${file}.record.json`;
  const text = files.includes(`${file}.record.json`) ? report.readText(path) : undefined;
  if (text === undefined) return [];
  let record: ProgramRecord | undefined;
  try {
    record = report.fits(path, recordSchema, JSON.parse(text));
  } catch {
    report.add(path, 'the file', 'is not JSON', 'Records are written by tests: npm run record');
  }
  for (const [at, found] of stringsIn(record)) {
    const hidden = hiddenIn(found);
    const home = homeIn(found);
    const what = hidden?.[0] ?? (home && `names "${home}", a folder of one machine`);
    if (what) report.add(path, at, what, 'Mask it where it is recorded, or let the program leave it out.');
  }
  return record?.steps.map(({ step }) => step) ?? [];
}
