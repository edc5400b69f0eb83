import { expect, test } from 'playwright/test';
import { budgets } from '../budgets.ts';

/** One page of each kind. */
const kinds = [
  '/',
  '/dependencies/',
  '/dependencies/dependency-scopes/',
  '/topics/',
  '/search/',
  '/changes/',
  '/404.html',
];
const views = [
  { width: 360, height: 780 },
  { width: 800, height: 1000 },
  { width: 1440, height: 1000 },
];
/** Rules that need a state or a medium which the pages are not brought into here. */
const apart =
  /:hover|:focus|:active|:target|::backdrop|\[data-theme|forced-colors|pointer:\s*coarse|prefers-reduced-motion|@media print|@page|:not\(:defined\)|\.skip|\.moved|\.status/;

/** The pieces of a style sheet that are one rule each, with where they start; the text of a block at-rule stands before its rules. */
function rulesOf(css: string): { text: string; start: number; end: number }[] {
  const rules: { text: string; start: number; end: number }[] = [];
  const open: { at: number; prelude: string; hasRules: boolean }[] = [];
  let from = 0;
  for (let at = 0; at < css.length; at += 1) {
    if (css[at] === ';') from = at + 1;
    if (css[at] === '{') {
      for (const one of open) one.hasRules = true;
      open.push({ at: from, prelude: css.slice(from, at), hasRules: false });
      from = at + 1;
    } else if (css[at] === '}') {
      const { at: start, hasRules } = open.pop()!;
      if (!hasRules)
        rules.push({
          text: [...open.map(({ prelude }) => prelude), css.slice(start, at + 1)].join(' '),
          start,
          end: at + 1,
        });
      from = at + 1;
    }
  }
  return rules;
}

test('a page is sent the rules it uses', async ({ page }) => {
  test.setTimeout(180_000);
  for (const path of kinds) {
    await page.coverage.startCSSCoverage({ resetOnNavigation: false });
    await page.goto(path);
    for (const view of views) {
      await page.setViewportSize(view);
      await page.evaluate(() => {
        for (const one of document.querySelectorAll('details')) one.open = true;
        document.body.getBoundingClientRect();
      });
    }
    const sheets = (await page.coverage.stopCSSCoverage()).filter(({ url }) => new URL(url).pathname === path);
    let all = 0;
    const unused: string[] = [];
    for (const { text, ranges } of sheets) {
      for (const rule of rulesOf(text ?? '')) {
        if (apart.test(rule.text) || /@theme|:root,\s*:host|@property/.test(rule.text)) continue;
        const size = rule.end - rule.start;
        all += size;
        if (!ranges.some(({ start, end }) => start < rule.end && end > rule.start)) unused.push(rule.text);
      }
    }
    const share = unused.join('').length / all;
    console.log(`${path}: ${Math.round(share * 100)} % of ${all} bytes of rules unused`);
    expect(share, `${path}: ${unused.join('\n')}`).toBeLessThanOrEqual(budgets.unusedRules);
  }
});
