import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright/test';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds on the page as it stands, a line each. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate<AxeResults>(`axe.run({ runOnly: ${JSON.stringify(tags)} })`);
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
