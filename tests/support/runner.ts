import { readFileSync } from 'node:fs';
import type { Page } from 'playwright/test';
import { build } from 'vite';
import { hashOf, policyFor } from '../../src/lib/policy.ts';
import type { AnswerRuns, Manifest } from '../../src/run/protocol.ts';
import type { Runner } from '../../src/run/runner.ts';

/** Where tests put a page of their own that can run Python, beside the built ones. */
const address = '/a-page-that-runs/';
const script = '/a-page-that-runs.js';

/** The runner as one script, built as the site builds it. */
export async function bundleRunner(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry: 'src/run/runner.ts', formats: ['es'] } },
  });
  const [{ output }] = result as unknown as [{ output: [{ code: string }] }];
  return output[0].code;
}

/** The document of a page that can run Python, under the policy of such a page. */
export function documentThatRuns(): string {
  const frame = hashOf(readFileSync('src/run/frame.inline.js', 'utf8'));
  const policy = policyFor({ scripts: [], styles: [], frame });
  const meta = `<meta charset="utf-8"><meta http-equiv="content-security-policy" content="${policy}">`;
  return `<!doctype html><html lang="en">${meta}<title>Runs</title><script type="module" src="${script}"></script></html>`;
}

/** What stands in the page of a test. */
export type WithRunner = Window & { Runner: typeof Runner };

/** Opens a page of the site's origin in which `window.Runner` is the real one. */
export async function openPageThatRuns(page: Page, code: string): Promise<void> {
  await page.route(`**${address}`, (route) => route.fulfill({ contentType: 'text/html', body: documentThatRuns() }));
  await page.route(`**${script}`, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: `${code}\nwindow.Runner = Runner;` }),
  );
  await page.goto(address);
  await page.waitForFunction(() => 'Runner' in window);
}

/** What the build in `dist` says of an answer's programs. */
export const readRuns = (answer: string): AnswerRuns => JSON.parse(readFileSync(`dist/run/${answer}.json`, 'utf8'));

/** What a page of the build in `dist` may fetch. */
export const readManifestOf = (): Manifest => readRuns('try').manifest;
