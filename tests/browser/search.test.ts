import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { expect, type Page, test } from 'playwright/test';
import { budgets } from '../budgets.ts';
import { readAnswers } from '../support/answers.ts';

/** How many answers there are. */
const total = readAnswers().length;
const start = '/security/cors-and-jwt/';
const field = (page: Page) => page.getByRole('combobox', { name: 'Search the answers' });
const options = (page: Page) => page.getByRole('listbox', { name: 'Answers' }).getByRole('option');
const active = (page: Page) => page.getByRole('listbox', { name: 'Answers' }).getByRole('option', { selected: true });
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Search the answers' });
const status = (page: Page) => page.locator('search-box [role=status]');

/** Holds back what is fetched from the addresses of `pattern`, until the function that it gives is called. */
async function holdBack(page: Page, pattern: string): Promise<() => void> {
  let go = () => {};
  const gate = new Promise<void>((resolve) => (go = resolve));
  await page.route(pattern, async (route) => {
    await gate;
    await route.continue();
  });
  return go;
}

/** Opens the dialog by its key and types. */
async function ask(page: Page, query: string) {
  await page.goto(start);
  await page.keyboard.press('/');
  await expect(field(page)).toBeFocused();
  await field(page).fill(query);
}

let faults: string[] = [];
test.beforeEach(({ page }) => {
  faults = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
});

test('nothing of the search is loaded before the reader wants it', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(start, { waitUntil: 'networkidle' });
  expect(asked.filter((path) => /search|pagefind/.test(path))).toEqual([]);
  await page.getByRole('link', { name: /^Search \d+ answers/ }).hover();
  await expect.poll(() => asked.some((path) => path.includes('pagefind/wasm'))).toBe(true);
  expect(asked.filter((path) => path.endsWith('/search.json'))).toHaveLength(1);
});

test('a first search costs at most 32,000 compressed bytes beyond Pagefind', async ({ page }) => {
  await page.goto(start, { waitUntil: 'networkidle' });
  const asked = new Set<string>();
  page.on('request', (request) => asked.add(new URL(request.url()).pathname));
  await page.keyboard.press('/');
  await field(page).fill('override dependencies');
  await expect(active(page).locator('.spoken')).toHaveText(/\w/);
  const own = [...asked].filter((path) => !path.startsWith('/pagefind/'));
  // The index, the dialog, and what the dialog shares with other parts of the site.
  expect(own.length).toBeLessThanOrEqual(3);
  const bytes = own.map((path) => statSync(`dist${path}.br`).size);
  expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(budgets.firstSearch);
});

test('by mouse: open, search, follow', async ({ page }) => {
  await page.goto(start);
  await page.getByRole('link', { name: /^Search \d+ answers/ }).click();
  await field(page).pressSequentially('override dependencies');
  await expect(options(page).first()).toHaveAttribute('href', /\/dependencies\/overriding-dependencies\//);
  await options(page).first().click();
  await expect(page).toHaveURL(/\/dependencies\/overriding-dependencies\//);
  expect(faults).toEqual([]);
});

test('by keyboard: arrows, Home and End move, Enter follows, Ctrl-Enter opens a tab', async ({ page, context }) => {
  await page.goto(start);
  await page.keyboard.press('Control+k');
  await field(page).pressSequentially('background tasks');
  await expect(active(page)).toHaveCount(1);
  await expect(options(page).first()).toHaveAttribute('aria-selected', 'true');
  await expect(field(page)).toHaveAttribute('aria-activedescendant', (await options(page).first().getAttribute('id'))!);
  await page.keyboard.press('ArrowDown');
  await expect(options(page).nth(1)).toHaveAttribute('aria-selected', 'true');
  await expect(field(page)).toHaveAttribute('aria-activedescendant', (await options(page).nth(1).getAttribute('id'))!);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(options(page).last()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Home');
  await expect(options(page).first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('End');
  await expect(options(page).last()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Home');
  const path = (await active(page).getAttribute('href'))!.replace(/#.*/, '');
  const [tab] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('Control+Enter')]);
  await expect(tab).toHaveURL(new RegExp(path));
  await page.bringToFront();
  if (!(await dialog(page).isVisible())) await page.keyboard.press('Control+k');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(path));
  expect(faults).toEqual([]);
});

test('Enter follows what the words find, however soon it comes', async ({ page }) => {
  await page.route('**/search.json*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await route.continue();
  });
  await page.goto(start);
  await page.keyboard.press('/');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('password hashing');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/security\/password-hashing\//);
});

test('Escape closes and gives the focus back', async ({ page }) => {
  await page.goto(start);
  const link = page.getByRole('link', { name: /^Search \d+ answers/ });
  await link.focus();
  await page.keyboard.press('Enter');
  await field(page).fill('cors');
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toBeHidden();
  await expect(link).toBeFocused();
});

test('the spoken answer and a marked excerpt stand in the dialog, and the link leads to their part', async ({
  page,
}) => {
  await ask(page, 'three kinds of computing GIL');
  await expect(active(page).locator('.spoken')).toHaveText(/\w+ \w+ \w+/);
  await expect(active(page).locator('.excerpt mark').first()).toHaveText(/GIL|kinds|comput|three/i);
  let parts: string[] = [];
  // The full text arrives after the list.
  await expect(async () => {
    const links = await options(page).evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).hash));
    parts = links.filter((hash) => hash !== '');
    expect(parts.length).toBeGreaterThan(0);
  }).toPass();
  for (const hash of parts) expect(hash).toMatch(/^#q\d+-[\w.-]+$/);
  const [part] = parts;
  await page.locator(`search-box a[href$="${part}"]`).first().click();
  await expect(
    page.locator(`:has(> [id="${part!.slice(1)}"]:target), [id="${part!.slice(1)}"]:target`).first(),
  ).toBeVisible();
});

test('arriving from a result marks the words and leaves the address alone', async ({ page }) => {
  await ask(page, 'argon2');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/security\/password-hashing\/(#q29-[a-z-]+)?$/);
  const marked = () => page.evaluate(() => [...(CSS.highlights.get('found') ?? [])].map(String));
  await expect.poll(async () => (await marked()).length).toBeGreaterThan(0);
  for (const text of await marked()) expect(text).toMatch(/argon2/i);
  await page.reload();
  expect(await marked()).toEqual([]);
});

test('a correction is said and can be refused', async ({ page }) => {
  await ask(page, 'midleware');
  await expect(status(page)).toHaveText('Showing results for “middleware”.');
  expect(await options(page).count()).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Search for “midleware” instead' }).click();
  await expect(status(page)).not.toHaveText(/Showing results for/);
  await expect(field(page)).toHaveValue('midleware');
});

test('a correction is shown as it was understood, all of it', async ({ page }) => {
  await ask(page, 'dependancy injecton');
  await expect(status(page)).toHaveText('Showing results for “dependency injection”.');
  await expect(options(page).first()).toHaveAttribute('href', /dependency-injection/);
});

test('the number of a question leads to it', async ({ page }) => {
  for (const query of ['7', '#7', 'q7', 'question 7']) {
    await ask(page, query);
    await expect(options(page).first(), query).toHaveAttribute('href', /\/routing\/path-parameters\//);
    await expect(status(page)).toHaveText(/^\d+ answers?$/);
  }
});

test('of an identifier the page marks the whole, where it stands', async ({ page }) => {
  await ask(page, 'add_task');
  await expect(options(page).first().locator('.excerpt mark').first()).toHaveText(/add_task/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/(dependencies|concurrency)\//);
  const marked = () => page.evaluate(() => [...(CSS.highlights.get('found') ?? [])].map(String));
  await expect.poll(async () => (await marked()).length).toBeGreaterThan(0);
  for (const text of await marked()) expect(text).toContain('add_task');
});

test('a pasted error opens the pitfall or the record that shows it', async ({ page }) => {
  await ask(page, 'TypeError: Object of type datetime is not JSON serializable');
  await expect(options(page).first()).toHaveAttribute('href', /custom-json\/#q14-/);
});

test('an identifier that exists is never corrected', async ({ page }) => {
  for (const query of ['app.dependency_overrides', 'X-API-Key', 'Depends(', ':path']) {
    await ask(page, query);
    await expect(status(page)).toHaveText(/^\d+ answers?$/);
  }
});

test('filters narrow the list from the keyboard', async ({ page }) => {
  await ask(page, 'test');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('combobox', { name: 'Section' })).toBeFocused();
  await page.getByRole('combobox', { name: 'Section' }).selectOption('Testing & Validation');
  for (const where of await options(page).locator('small').allTextContents()) {
    expect(where).toContain('Testing & Validation');
  }
  await page.getByRole('combobox', { name: 'Section' }).selectOption('Fundamentals');
  await page.getByRole('combobox', { name: 'Level' }).selectOption('junior');
  for (const where of await options(page).locator('small').allTextContents()) expect(where).toContain('· junior');
  await page.getByRole('combobox', { name: 'Section' }).selectOption('All sections');
  await field(page).fill('');
  expect(await options(page).count()).toBeGreaterThan(1);
});

test('with nothing typed: all questions, and the searches that led somewhere, until they are cleared', async ({
  page,
}) => {
  await ask(page, '');
  await expect(options(page)).toHaveCount(total);
  await expect(page.locator('.recent')).toBeHidden();
  await field(page).fill('graphql');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/http2-grpc-graphql/);
  await ask(page, '');
  await page.locator('.recent').getByRole('button', { name: 'graphql' }).click();
  await expect(field(page)).toHaveValue('graphql');
  await field(page).fill('');
  await page.getByRole('button', { name: 'Clear recent searches' }).click();
  await expect(page.locator('.recent')).toBeHidden();
});

test('a list is empty only for words without letters', async ({ page }) => {
  await ask(page, '->');
  await expect(status(page)).toHaveText('Type a word, an identifier or a whole question.');
  await expect(options(page)).toHaveCount(0);
  await field(page).fill('qqxzvw');
  await expect(status(page)).toHaveText('Nothing mentions “qqxzvw”. All questions:');
  const index = page.getByRole('link', { name: 'Look in the index of terms' });
  await expect(index).toHaveAttribute('href', /\/topics\/\?q=qqxzvw$/);
  await expect(options(page)).toHaveCount(total);
});

test('what is typed before the questions are there is answered when they come', async ({ page }) => {
  const go = await holdBack(page, '**/search.json*');
  await ask(page, 'jwt');
  await expect(status(page)).toHaveText('Loading the questions …');
  go();
  await expect(options(page).first()).toBeVisible();
});

test('what is typed before the dialog is there stands in it, and no letter of it is a shortcut', async ({ page }) => {
  const go = await holdBack(page, '**/search-dialog.*.js');
  await page.goto(start);
  await page.keyboard.press('/');
  // P and n lead to the neighbors of an answer, c copies its link.
  await page.keyboard.type('pnc jwtx');
  await page.keyboard.press('Backspace');
  go();
  await expect(field(page)).toHaveValue('pnc jwt');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type(' cookie');
  await expect(field(page)).toHaveValue('pnc jwt cookie');
  await expect(page).toHaveURL(start);
});

test('offline is said, and tried again', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'onLine', { get: () => false }));
  await page.route('**/search.json*', (route) => route.abort());
  await ask(page, 'jwt');
  await expect(status(page)).toHaveText(/You are offline/);
  await page.unroute('**/search.json*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(options(page).first()).toBeVisible();
});

test('a missing index is said', async ({ page }) => {
  await page.route('**/search.json*', (route) => route.fulfill({ status: 404, body: '' }));
  await ask(page, 'jwt');
  await expect(status(page)).toHaveText('The questions could not be loaded.');
});

test('the small index answers without Pagefind', async ({ page }) => {
  await page.route('**/pagefind/**', (route) => route.abort());
  await ask(page, 'override dependencies in tests');
  await expect(options(page).first()).toHaveAttribute('href', /overriding-dependencies/);
});

test('what Pagefind adds never moves the row the reader is on', async ({ page }) => {
  const go = await holdBack(page, '**/pagefind/**');
  await ask(page, 'websocket');
  await expect(options(page).first()).toBeVisible();
  const before = await options(page).evaluateAll((all) => all.map((one) => one.id));
  await page.keyboard.press('ArrowDown');
  const place = await active(page).boundingBox();
  go();
  await expect(active(page).locator('.spoken')).toHaveText(/\w/);
  const after = await options(page).evaluateAll((all) => all.map((one) => one.id));
  expect(after.slice(0, before.length)).toEqual(before);
  await expect(active(page)).toHaveAttribute('id', before[1]!);
  expect((await active(page).boundingBox())?.y).toBe(place?.y);
});

test('on the search page the way into search is its field', async ({ page }) => {
  await page.goto('/search/');
  await page.keyboard.press('/');
  await expect(page.getByLabel('Search the answers')).toBeFocused();
  await expect(dialog(page)).toHaveCount(0);
  await page.keyboard.type('jwt');
  await expect(options(page).first()).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the dialog (${colorScheme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    for (const query of ['', 'midleware', 'override dependencies', '->']) {
      await ask(page, query);
      if (query.length > 2) await expect(active(page).locator('.spoken')).toHaveText(/\w/);
      await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
      const { violations } = await page.evaluate<AxeResults>(
        `axe.run('dialog', { rules: { 'color-contrast-enhanced': { enabled: true } } })`,
      );
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`),
        query,
      ).toEqual([]);
    }
  });
}

test('single-key shortcuts can be switched off in the dialog; Ctrl-K still works', async ({ page }) => {
  await ask(page, '');
  await page.getByRole('switch', { name: 'Single-key shortcuts' }).uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await expect(dialog(page)).toBeHidden();
  await page.reload();
  await page.keyboard.press('/');
  await expect(dialog(page)).toBeHidden();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('switch', { name: 'Single-key shortcuts' })).not.toBeChecked();
});

test('the search page runs the search of its address, and its address follows', async ({ page }) => {
  await page.goto('/search/?q=rate+limit');
  await expect(options(page).first()).toHaveAttribute('href', /rate-limiting/);
  await expect(page.locator('#all-questions')).toBeHidden();
  await field(page).fill('canary');
  await expect(page).toHaveURL(/\/search\/\?q=canary$/);
  await field(page).fill('');
  await expect(page.locator('#all-questions')).toBeVisible();
  await expect(page).toHaveURL(/\/search\/$/);
  expect(faults).toEqual([]);
});

test.describe('on a phone with its keyboard up', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 470 } });
  test('three answers are seen with their previews, and no hint of keys', async ({ page }) => {
    for (const query of ['how do I test a websocket', 'database session in tests']) {
      await ask(page, query);
      await expect(options(page).nth(2).locator('.excerpt')).toHaveText(/\w/);
      const bottom = (await options(page).nth(2).boundingBox())!;
      expect(bottom.y + bottom.height, query).toBeLessThanOrEqual(470);
      await expect(dialog(page).locator('footer')).toBeHidden();
    }
  });
});

test.describe('by touch', () => {
  test.use({ hasTouch: true, viewport: { width: 360, height: 740 } });
  test('open, search, follow; nothing is wider than the screen', async ({ page }) => {
    await page.goto(start);
    await page.getByRole('link', { name: 'Search', exact: true }).tap();
    await field(page).fill('canary deployment');
    await expect(active(page).locator('.spoken')).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await options(page).first().tap();
    await expect(page).toHaveURL(/blue-green-and-canary/);
    expect(faults).toEqual([]);
  });
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });
  test('the way into search leads to all questions with their aliases', async ({ page }) => {
    await page.goto(start);
    await page.getByRole('link', { name: /^Search \d+ answers/ }).click();
    await expect(page).toHaveURL(/\/search\/$/);
    await page.getByRole('textbox', { name: 'Search the answers' }).fill('cors');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/search\/\?q=cors$/);
    await expect(page.locator('.questions li')).toHaveCount(total);
    await expect(page.locator('.questions small').first()).toBeVisible();
  });
});

test('OpenSearch describes the search page', async ({ page, request }) => {
  await page.goto('/');
  const href = await page.locator('link[rel=search]').getAttribute('href');
  const text = await (await request.get(href!)).text();
  expect(text).toMatch(/template="https?:\/\/[^"]+\/search\/\?q=\{searchTerms\}"/);
});
