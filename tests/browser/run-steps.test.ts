import { expect, test } from 'playwright/test';
import type { Manifest, Runnable } from '../../src/run/protocol.ts';
import { bundleRunner, openPageThatRuns, readManifestOf, readRuns, type WithRunner } from '../support/runner.ts';
import { readAnswers } from '../support/answers.ts';

/** How a step went: equal to its record, or what came instead. */
interface Outcome {
  step: string;
  same: boolean;
  came: string;
}

/** Starts a program in the page and repeats its steps; what fails is told as text. */
async function repeatAll({ runnable, manifest }: { runnable: Runnable; manifest: Manifest }): Promise<{ started: string; outcomes: Outcome[] }> {
  const all = window as unknown as WithRunner & { runner?: InstanceType<WithRunner['Runner']>; printed: string };
  all.runner ??= new all.Runner({ base: '/', manifest, onOutput: (text) => (all.printed += text) });
  all.printed = '';
  const started = await all.runner.start(runnable);
  if (started.failed) return { started: started.traceback || started.sentence, outcomes: [] };
  const outcomes: Outcome[] = [];
  for (const step of runnable.steps) {
    all.printed = '';
    const result = await all.runner.repeat(step);
    const isSame = 'same' in result && result.same;
    outcomes.push({ step: step.step, same: isSame, came: isSame ? '' : `${JSON.stringify(result)}\n${all.printed}` });
  }
  return { started: '', outcomes };
}

test('probe', async ({ page }) => {
  test.setTimeout(600_000);
  await openPageThatRuns(page, await bundleRunner());
  const manifest = readManifestOf();
  let steps = 0;
  let equal = 0;
  for (const { id } of readAnswers().filter((one) => one.id.includes(process.env['ONLY'] ?? ''))) {
    for (const runnable of readRuns(id).programs.filter(({ kind }) => kind !== 'pytest')) {
      if (!runnable.steps.length) continue;
      const { started, outcomes } = await page.evaluate(repeatAll, { runnable, manifest });
      if (started) console.log(`${id}/${runnable.file}: NOT STARTED ${started.slice(-600)}`);
      for (const { step, same, came } of outcomes) {
        steps += 1;
        if (same) equal += 1;
        else console.log(`${id}/${runnable.file} ${step}\n   RECORDED ${JSON.stringify(runnable.steps.find((one) => one.step === step)).slice(0,700)}\n   CAME ${came.slice(0, 1200)}`);
      }
      if (started) steps += runnable.steps.length;
    }
  }
  console.log(`${equal} of ${steps}`);
  expect(equal).toBeGreaterThan(0);
});
