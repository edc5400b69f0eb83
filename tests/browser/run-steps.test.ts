import { expect, test } from 'playwright/test';
import { readRecord } from '../../src/lib/records.ts';
import { runOf } from '../../src/run/catalog.ts';
import type { Manifest, Runnable, TestReport } from '../../src/run/protocol.ts';
import { isRepeatable } from '../../src/run/steps.ts';
import { filesOf } from '../../src/study/script.ts';
import { printTable } from '../bench/table.ts';
import { budgets } from '../budgets.ts';
import { readAnswers } from '../support/answers.ts';
import { readManifestOf, readRuns, serveRunner, type WithRunner } from '../support/runner.ts';

/** What a page made of a program: why it did not start, the steps that were not as recorded with what came, and what its tests did. */
interface Outcome {
  failure: string;
  differs: string[];
  report?: TestReport;
}
interface Given {
  runnable: Runnable;
  manifest: Manifest;
}

/** Starts a program in the page, repeats its steps, and runs its tests. Python is booted once, and each program imported afresh. */
async function runAll({ runnable, manifest }: Given): Promise<Outcome> {
  const all = window as unknown as WithRunner & { runner?: InstanceType<WithRunner['Runner']>; printed: string };
  all.runner ??= new all.Runner({
    base: '/',
    manifest,
    onOutput: (text) => {
      all.printed += text;
    },
  });
  all.printed = '';
  const started = await all.runner.start(runnable);
  if (started.failed) return { failure: started.traceback || started.sentence, differs: [] };
  const differs: string[] = [];
  for (const step of runnable.steps) {
    all.printed = '';
    const result = await all.runner.repeat(step);
    if ('same' in result && result.same) continue;
    differs.push(`${step.step}: ${JSON.stringify(result)} ${all.printed.slice(-2000)}`);
  }
  if (runnable.kind !== 'pytest') return { failure: '', differs };
  const report = await all.runner.test(runnable.file);
  return 'sentence' in report
    ? { failure: report.traceback || report.sentence, differs }
    : { failure: '', differs, report };
}

/** How many tests passed and failed when the file was recorded; undefined where no whole run of it was. */
function recordedTests(answer: string, file: string): { passed: number; failed: number } | undefined {
  const whole = readRecord(answer, file).steps.find(
    (step) => step.kind === 'output' && /\bpytest\b/.test(step.command) && !/ -k |postgres/.test(step.command),
  );
  if (whole?.kind !== 'output') return undefined;
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(whole.output)?.[1] ?? 0);
  const passed = whole.output.match(/^PASSED /gm)?.length ?? 0;
  return { passed: Math.max(passed, count('passed')), failed: count('failed') };
}

/** Whether a program is shown for how it fails: what Python says at last stands in its record. */
function isShownFailing(answer: string, file: string, failure: string): boolean {
  const [last = ''] = failure.trimEnd().split('\n').slice(-1);
  const [error = ''] = /^[\w.]+(?:Error|Exception)/.exec(last) ?? [];
  return error !== '' && JSON.stringify(readRecord(answer, file).steps).includes(error.replace(/.*\./, ''));
}

/** By day a third of the answers, some of each chapter; every night all. */
const sample = readAnswers().filter(({ data }) => process.env['WHOLE'] || data.number % 3 === 1);

test('every program that can run in a page does, and its requests and conversations are as they were recorded', async ({
  page,
}) => {
  test.setTimeout(900_000);
  const server = await serveRunner();
  await page.goto(server.url);
  await page.waitForFunction(() => 'Runner' in window);
  const manifest = readManifestOf();
  const rows: string[][] = [];
  const faults: string[] = [];
  const reasons = new Map<string, number>();
  for (const { id } of sample) {
    const { programs } = readRuns(id);
    for (const file of filesOf(id)) {
      const name = `${id}/${file}`;
      const recorded = readRecord(id, file).steps.filter(isRepeatable);
      const runs = runOf(id, file);
      const runnable = programs.find((one) => one.file === file);
      if (!runnable) {
        const reason = runs && !runs.runs ? runs.reason : 'It is no program.';
        if (recorded.length > 0) rows.push([name, String(recorded.length), 'does not run', reason]);
        continue;
      }
      const { failure, differs, report } = await page.evaluate(runAll, { runnable, manifest });
      if (failure && !isShownFailing(id, file, failure)) faults.push(`${name} does not run: ${failure}`);
      faults.push(...differs.map((text) => `${name}, ${text}`));
      if (report) {
        const expected = recordedTests(id, file) ?? {
          passed: report.passed,
          failed: report.tests.length - report.passed,
        };
        if (report.passed !== expected.passed || report.failed !== expected.failed || report.tests.length === 0)
          faults.push(`${name}: not ${JSON.stringify(expected)}, but ${report.output}`);
      }
      const left = runnable.others.filter(({ step }) => recorded.some((one) => one.step === step));
      for (const { reason } of left) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      const equal = runnable.steps.length - differs.length;
      if (recorded.length > 0)
        rows.push([name, String(recorded.length), String(equal), left.map(({ step }) => step).join(', ')]);
    }
  }
  printTable('Programs in a page', ['program', 'steps', 'equal', 'not repeated'], rows);
  printTable(
    'Why steps are not repeated',
    ['steps', 'reason'],
    [...reasons].map(([reason, count]) => [`${count}`, reason]),
  );
  const ran = rows.filter(([, , equal]) => equal !== 'does not run');
  const sum = (column: number) => ran.reduce((all, row) => all + Number(row[column]), 0);
  const share = sum(2) / sum(1);
  console.log(`${ran.length} programs, ${sum(1)} steps, ${sum(2)} equal: ${(share * 100).toFixed(1)} %`);
  expect(faults).toEqual([]);
  expect(share).toBeGreaterThanOrEqual(budgets.run.equal);

  // A program that is broken fails the tests that passed.
  const tests = readRuns('testing/testing-apps').programs.find(({ file }) => file === 'test_orders.py')!;
  const files = tests.files.map(({ name, text }) => ({
    name,
    text: name === 'orders.py' ? text.replace(/status_code=201/, 'status_code=200') : text,
  }));
  expect(files).not.toEqual(tests.files);
  const { report } = await page.evaluate(runAll, { runnable: { ...tests, files }, manifest });
  expect(report?.failed).toBeGreaterThan(0);
  expect(report?.tests.find(({ outcome }) => outcome === 'failed')?.message).toContain('assert (200');
  expect(server.others).toEqual([]);
  server.close();
});
