import { expect, test } from 'playwright/test';
import { readRecord } from '../../src/lib/records.ts';
import { runOf } from '../../src/run/catalog.ts';
import type { Manifest, Runnable, TestReport } from '../../src/run/protocol.ts';
import { isRepeatable } from '../../src/run/steps.ts';
import { filesOf } from '../../src/study/script.ts';
import { printTable } from '../bench/table.ts';
import { budgets } from '../budgets.ts';
import { readAnswers } from '../support/answers.ts';
import { bundleRunner, openPageThatRuns, readManifestOf, readRuns, type WithRunner } from '../support/runner.ts';

/** What a page made of a program: why it did not start, the steps that were not as recorded with what came, and what its tests did. */
interface Outcome {
  failure: string;
  differs: string[];
  report: TestReport | undefined;
}

/** Starts a program in the page, repeats its steps, and runs its tests. Python is booted once, and each program imported afresh. */
async function runAll({ runnable, manifest }: { runnable: Runnable; manifest: Manifest }): Promise<Outcome> {
  const all = window as unknown as WithRunner & { runner?: InstanceType<WithRunner['Runner']>; printed: string };
  all.runner ??= new all.Runner({ base: '/', manifest, onOutput: (text) => (all.printed += text) });
  all.printed = '';
  const nothing = { failure: '', differs: [], report: undefined };
  const started = await all.runner.start(runnable);
  if (started.failed) return { ...nothing, failure: started.traceback || started.sentence };
  const differs: string[] = [];
  for (const step of runnable.steps) {
    all.printed = '';
    const result = await all.runner.repeat(step);
    if (!('same' in result && result.same)) differs.push(`${step.step}: ${JSON.stringify(result)} ${all.printed.slice(-2000)}`);
  }
  if (runnable.kind !== 'pytest') return { ...nothing, differs };
  const report = await all.runner.test(runnable.file);
  if ('sentence' in report) return { ...nothing, differs, failure: report.traceback || report.sentence };
  return { ...nothing, differs, report };
}

test('every program that can run in a page does, and its requests and conversations are as they were recorded', async ({ page }) => {
  test.setTimeout(900_000);
  await openPageThatRuns(page, await bundleRunner());
  const manifest = readManifestOf();
  const rows: string[][] = [];
  const differs: string[] = [];
  const reasons = new Map<string, number>();
  for (const { id } of readAnswers().filter((one) => one.id.includes(process.env['ONLY'] ?? ''))) {
    const { programs } = readRuns(id);
    for (const file of filesOf(id)) {
      const name = `${id}/${file}`;
      const recorded = readRecord(id, file).steps.filter(isRepeatable).length;
      const runs = runOf(id, file);
      const runnable = programs.find((one) => one.file === file);
      if (!runs || !runnable) {
        if (recorded > 0) rows.push([name, String(recorded), 'does not run', '']);
        continue;
      }
      const outcome = await page.evaluate(runAll, { runnable, manifest });
      // Some are shown for how they fail: what they say at last stands in their record.
      const said = JSON.stringify(readRecord(id, file).steps);
      const [last = ''] = outcome.failure.trimEnd().split('\n').slice(-1);
      if (outcome.failure && !said.includes(JSON.stringify(last).slice(1, -1).replace(/0x[0-9a-f]+/g, '…').slice(0, 60))) differs.push(`${name} does not run: ${outcome.failure}`);
      differs.push(...outcome.differs.map((text) => `${name}, ${text}`));
      if (outcome.report) console.log(name, outcome.report.passed, outcome.report.failed, outcome.report.output.slice(-400));
      const listed = runnable.others.filter(({ step }) => readRecord(id, file).steps.some((one) => one.step === step && isRepeatable(one)));
      for (const { reason } of listed) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      if (recorded > 0) rows.push([name, String(recorded), String(runnable.steps.length - outcome.differs.length), listed.map(({ step }) => step).join(', ')]);
    }
  }
  printTable('Programs in a page', ['program', 'steps', 'equal', 'not repeated'], rows);
  printTable('Why steps are not repeated', ['steps', 'reason'], [...reasons].map(([reason, count]) => [String(count), reason]));
  console.log(differs.join('\n\n'));
  const ran = rows.filter(([, , equal]) => equal !== 'does not run');
  const sum = (column: number) => ran.reduce((all, row) => all + Number(row[column]), 0);
  console.log(`${ran.length} programs, ${sum(1)} steps, ${sum(2)} equal: ${((sum(2) / sum(1)) * 100).toFixed(1)} %`);
  expect(differs).toEqual([]);
  expect(sum(2) / sum(1)).toBeGreaterThanOrEqual(budgets.run.equal);
});
