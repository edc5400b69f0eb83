import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import { unzipSync } from 'fflate';
import { expect, test } from 'playwright/test';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

test('a link into the book arrives, though the answers before it wait', async ({ page }) => {
  await page.goto('/book/#q31-pitfalls');
  const top = () => page.locator('#q31-pitfalls').evaluate((node) => node.getBoundingClientRect().top);
  await expect.poll(top, { timeout: 30_000 }).toBeLessThan(80);
  expect(await top()).toBeGreaterThan(0);
});

test('axe finds nothing in the contents, an answer and the index, in both themes and on a small phone', async ({
  browser,
}) => {
  test.setTimeout(240_000);
  for (const view of [
    { colorScheme: 'light' },
    { colorScheme: 'dark', viewport: { width: 320, height: 568 } },
  ] as const) {
    const page = await browser.newPage(view);
    await page.goto('/book/');
    // One answer of a chapter stands for all: each is seen in full on its own page.
    await page.evaluate(() => {
      for (const one of document.querySelectorAll('.answer:not(#q16), .book-letter:nth-child(n + 4)')) one.remove();
      for (const one of document.querySelectorAll('details')) one.open = true;
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('* { content-visibility: visible !important }');
      document.adoptedStyleSheets = [sheet];
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.evaluate(axe);
    const { violations } = await page.evaluate<AxeResults>(
      `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
    );
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 120)}`)).toEqual([]);
    await page.close();
  }
});

test('paper gets the rules that its page keeps apart', async ({ page }) => {
  await page.goto('/book/', { waitUntil: 'domcontentloaded' });
  // To lay out the rest for paper takes long, and tells nothing.
  const kept = await page.evaluate(() => {
    for (const one of document.querySelectorAll('.answer, .book-letter')) one.remove();
    return [...document.querySelectorAll('head style')].map((one) => one.textContent.includes('@media print'));
  });
  expect(kept).toEqual([false]);
  const shown = () =>
    page.evaluate(() =>
      ['.book-edition', '.site-header', '.skip'].map((one) => document.querySelector(one)!.checkVisibility()),
    );
  expect(await shown()).toEqual([false, true, true]);
  await page.emulateMedia({ media: 'print' });
  await expect.poll(shown).toEqual([true, false, false]);
  expect(await page.evaluate(() => getComputedStyle(document.querySelector('#testing')!).breakBefore)).toBe('page');
});

test('the title stands above the column of the book', async ({ page }) => {
  await page.goto('/book/', { waitUntil: 'domcontentloaded' });
  const lefts = await page.evaluate(() =>
    ['h1', '#book-contents'].map((one) => document.querySelector(one)!.getBoundingClientRect().left),
  );
  expect(lefts[0]).toBe(lefts[1]);
});

test('the one file opens from a folder: no request, no complaint, no script, links within it and to the site', async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, offline: true });
  const page = await context.newPage();
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  const address = pathToFileURL(resolve('dist/book.html')).href;
  await page.goto(address);
  await page
    .locator('.book-contents')
    .getByRole('link', { name: /^\s*19\s/ })
    .click();
  await expect(page).toHaveURL(`${address}#q19`);
  await expect(page.locator('#q19 h3')).toBeInViewport();
  await expect(page.locator('#q19 h3 a')).toHaveAttribute('href', /^https:\/\/.*\/dependencies\/dependency-scopes\/$/);
  const drawing = page.locator('#q19 .diagram svg').first();
  await drawing.scrollIntoViewIfNeeded();
  expect((await drawing.boundingBox())!.height).toBeGreaterThan(100);
  expect(asked.filter((url) => !url.startsWith(address))).toEqual([]);
  expect(complaints).toEqual([]);
  await context.close();
});

test('each file of the EPUB is well-formed, and no wider than a reader of 6 inches or a small phone', async ({
  browser,
}, { outputDir }) => {
  test.setTimeout(120_000);
  for (const [name, content] of Object.entries(unzipSync(readFileSync('dist/book.epub')))) {
    const path = `${outputDir}/${name}`;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  const page = await browser.newPage({ viewport: { width: 600, height: 800 } });
  for (const name of readdirSync(`${outputDir}/EPUB`).filter((one) => one.endsWith('.xhtml'))) {
    await page.goto(pathToFileURL(resolve(`${outputDir}/EPUB/${name}`)).href);
    await expect(page.locator('parsererror')).toHaveCount(0);
    for (const width of [600, 400, 360]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(width);
    }
    // What names a row of a table is on one line where it is one word.
    const broken = await page.evaluate(() =>
      [...document.querySelectorAll('tbody th code')]
        .filter((code) => /^[a-z]{1,12}$/.test(code.textContent) && code.getClientRects().length > 1)
        .map((code) => code.textContent),
    );
    expect(broken, name).toEqual([]);
  }
  await page.close();
});
