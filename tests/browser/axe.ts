import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright/test';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const options = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  // What passes is not told with each of its places.
  resultTypes: ['violations'],
};
// A rule on trial, which Lighthouse has: each cell of a larger table has a heading. The other only asks to look at what is hidden.
const rules = { 'td-has-header': { enabled: true }, 'hidden-content': { enabled: false } };
/** Rules that ask how each text is painted: they take longer than all the rest. */
const painted = ['color-contrast', 'link-in-text-block', 'target-size'];

/** A page of Playwright's or of Puppeteer's. */
interface Evaluates {
  evaluate(code: string): Promise<unknown>;
}

/** What axe finds on the page as it stands, or in the parts that a selector names, a line each; shadow roots are included. */
export async function violations(page: Evaluates, within = 'html', withPainted = true): Promise<string[]> {
  // What waits to be laid out has no size of its own until somebody comes near.
  await page.evaluate(`if (!('axe' in window)) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { content-visibility: visible !important }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }`);
  await page.evaluate(axe);
  const asked = { ...rules, ...Object.fromEntries(painted.map((rule) => [rule, { enabled: withPainted }])) };
  const found = (await page.evaluate(
    `axe.run(${JSON.stringify(within)}, ${JSON.stringify({ ...options, rules: asked })}).then(({ violations }) => violations)`,
  )) as AxeResults['violations'];
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`),
  );
}

/** Faults of a state: what axe finds, what is wider than the window, and what a finger cannot press. */
export async function faults(page: Page): Promise<string[]> {
  // What is announced goes by itself; the site's own test sees it.
  await page.waitForFunction(() => document.getElementById('status')?.textContent === '');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  const small = await page
    .locator('main :is(button, summary, label, .act):visible')
    .evaluateAll((all) =>
      all.filter((one) => one.getBoundingClientRect().height < 43.9).map((one) => one.outerHTML.slice(0, 80)),
    );
  return [...(await violations(page)), ...(wide > 0 ? [`${wide} px too wide`] : []), ...small];
}
