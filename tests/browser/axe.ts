import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright/test';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const options = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  // A rule on trial, which Lighthouse has: each cell of a larger table has a heading.
  rules: { 'td-has-header': { enabled: true } },
};

/**
 * What axe finds on the page as it stands, or in the parts that a selector names, a line each; shadow roots are included. `contrast`
 * takes as long as all else together.
 */
export async function violations(page: Page, within?: string, contrast = true): Promise<string[]> {
  await page.evaluate(() => {
    if ('axe' in window) return;
    // What waits to be laid out has no size of its own until somebody comes near.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { content-visibility: visible !important }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  });
  await page.evaluate(axe);
  const rules = { ...options.rules, 'color-contrast': { enabled: contrast } };
  const run = `axe.run(${JSON.stringify(within ?? 'html')}, ${JSON.stringify({ ...options, rules })})`;
  const { violations: found } = await page.evaluate<AxeResults>(run);
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
