import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { type BrowserContextOptions, expect, type Locator, type Page, test } from 'playwright/test';

const answer = '/routing/path-parameters/';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Python starts within seconds on a machine of one's own, and within a minute on a busy one. */
const boot = { timeout: 120_000 };
test.describe.configure({ timeout: 300_000 });

/** What axe finds on the page as it stands, the editor's shadow root included. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    // What waits to be laid out has no size of its own until somebody comes near.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { content-visibility: visible !important }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  });
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate<AxeResults>(`axe.run({ runOnly: ${JSON.stringify(tags)} })`);
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`),
  );
}

/** The figure of a program that can be run. */
const figure = (page: Page, file: string) =>
  page.locator('figure.program', { has: page.getByRole('button', { name: `Run ${file}`, exact: true }) }).first();
const bench = (page: Page) => page.locator('run-bench');
const said = (page: Page) => bench(page).locator('[role=status]');
const press = (page: Page, name: string) => bench(page).getByRole('button', { name, exact: true }).click();
const editor = (page: Page) => page.getByRole('textbox', { name: /, editor$/ });

/** Presses "Run" at a program, agrees to what it loads, and waits for what comes of it. */
async function run(page: Page, file: string, says: RegExp | string): Promise<Locator> {
  const program = figure(page, file);
  await program.getByRole('button', { name: `Run ${file}`, exact: true }).click();
  await press(page, 'Load and run');
  await expect(said(page)).toHaveText(says, boot);
  return program;
}

/** Replaces a text in the editor, as one does who selects it and types. */
async function change(page: Page, from: string, to: string) {
  await editor(page).click();
  const code = await textIn(page);
  expect(code).toContain(from);
  await write(page, code.replace(from, to));
}
/** The whole text of the editor, which shows only what is in view. */
async function textIn(page: Page): Promise<string> {
  await editor(page).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  return page.evaluate(() => navigator.clipboard.readText());
}
async function write(page: Page, code: string) {
  await editor(page).click();
  await page.keyboard.press('Control+a');
  // Chromium would give what replaces a selection its style, which the policy refuses and the editor takes away.
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(code);
}

/** What a page asks of the server from now on, as paths. */
function listen(page: Page): string[] {
  const paths: string[] = [];
  page.on('request', (request) => request.method() === 'GET' && paths.push(new URL(request.url()).pathname));
  return paths;
}
/** Complaints of the page, those of its policy included. */
function complaintsOf(page: Page): string[] {
  const all: string[] = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && all.push(message.text()));
  page.on('pageerror', (error) => all.push(error.message));
  return all;
}
const isPack = (path: string) => path.startsWith('/run/files/');

test('a program is run once one agrees, changed, told from its record, and reset', async ({ page }) => {
  const complaints = complaintsOf(page);
  const asked = listen(page);
  await page.goto(answer);
  const program = figure(page, 'catalogue.py');
  await page.waitForLoadState('networkidle');
  expect(asked.filter((path) => path.startsWith('/run/'))).toEqual([]);

  const button = program.getByRole('button', { name: 'Run catalogue.py', exact: true });
  await button.click();
  await expect(bench(page)).toContainText(/into your browser: \d\.\d MB from this site, once/);
  expect(asked.filter(isPack)).toEqual([]);
  await press(page, 'Not now');
  await expect(bench(page)).toHaveCount(0);
  await expect(button).toBeFocused();

  await run(page, 'catalogue.py', '200 OK, as recorded');
  expect(asked.some(isPack)).toBe(true);
  await expect(bench(page).locator('.step')).toContainText('{"book_id": 5}');

  await press(page, 'Repeat all');
  await expect(said(page)).toHaveText('All 6 steps as recorded', boot);
  await expect(bench(page).locator('.verdict')).toHaveText(Array(6).fill('= as recorded'));
  expect(await bench(page).locator('.step summary code').allTextContents()).toEqual(
    await program.locator(':scope > .step summary code').allTextContents(),
  );

  await change(page, '{"book_id": book_id}', '{"book_id": book_id + 1, "new": True}');
  await expect(bench(page)).toContainText('Changed since it ran');
  await press(page, 'GET /books/5');
  await expect(said(page)).toHaveText('200 OK, 1 line differs from the record', boot);
  await expect(bench(page).locator('del')).toHaveText('−recorded: {"book_id": 5}');
  await expect(bench(page).locator('ins')).toHaveText('+now: {"book_id": 6, "new": 1}');
  expect(await bench(page).locator('ins mark').allTextContents()).toEqual(['6, "new": 1']);
  expect(await violations(page)).toEqual([]);

  await press(page, 'Reset');
  await editor(page).press('Control+Enter');
  await expect(said(page)).toHaveText('200 OK, as recorded', boot);

  await bench(page).getByRole('textbox', { name: 'Path and query' }).fill('/books/7');
  await bench(page).getByRole('button', { name: 'Send' }).click();
  await expect(bench(page).locator('.step').first()).toContainText('GET /books/7200 OK');
  await expect(bench(page).locator('.step').first()).toContainText('{"book_id": 7}');
  await bench(page).getByRole('textbox', { name: 'Path and query' }).fill('books');
  await bench(page).getByRole('button', { name: 'Send' }).click();
  await expect(bench(page).getByRole('alert').first()).toHaveText('A path starts with “/”.');

  await press(page, 'Close');
  await expect(bench(page)).toHaveCount(0);
  await expect(button).toBeFocused();
  expect(complaints).toEqual([]);
});

test('a link brings a changed program, which does not run by itself; a damaged one is said to be one', async ({
  page,
  context,
}) => {
  await page.goto(answer);
  await run(page, 'catalogue.py', '200 OK, as recorded');
  await change(page, '{"book_id": book_id}', '{"book_id": book_id * 2}');
  await press(page, 'Copy link');
  await expect(page.locator('#status')).toHaveText('Link to this program copied');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(new RegExp(`^http://localhost:\\d+${answer}#run=[\\w-]+$`));
  await page.close();

  const other = await context.newPage();
  const asked = listen(other);
  const complaints = complaintsOf(other);
  await other.goto(`${link}).`);
  await expect(bench(other)).toContainText('This code came with the link and has not run.');
  expect(await textIn(other)).toContain('book_id * 2}');
  await other.waitForTimeout(1000);
  expect(asked.filter(isPack)).toEqual([]);
  expect(await other.locator('iframe').count()).toBe(0);
  expect(await violations(other)).toEqual([]);
  await press(other, 'Run');
  await expect(said(other)).toHaveText('200 OK, 1 line differs from the record', boot);
  expect(complaints).toEqual([]);

  await other.goto('about:blank');
  await other.goto(link.slice(0, -8));
  await expect(other.getByRole('alert').first()).toContainText('The link to a changed program is damaged');
  await other.goto('about:blank');
  await other.goto(link.replace(answer, '/concurrency/websockets/'));
  await expect(other.getByRole('alert').first()).toContainText('catalogue.py, that this page does not have');
  await other.getByRole('link', { name: 'Open its code in an empty page' }).click();
  await expect(bench(other)).toContainText('This code came with the link');
  expect(await textIn(other)).toContain('book_id * 2}');
});

test('the page for any program stops what does not end, and says what fails and where', async ({ page }) => {
  const complaints = complaintsOf(page);
  await page.goto('/try/');
  await press(page, 'Run');
  await press(page, 'Load and run');
  await expect(said(page)).toHaveText('200 OK', boot);

  await write(page, 'from fastapi import FastAPI\n\napp = FastAPI()\nwhile True:\n    pass\n');
  await press(page, 'Run');
  await bench(page).getByRole('button', { name: 'Stop' }).waitFor();
  await page.waitForTimeout(1500);
  // Typing does not wait for Python.
  await editor(page).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('# still here');
  expect(await textIn(page)).toContain('# still here');
  await press(page, 'Stop');
  await expect(said(page)).toHaveText('Stopped.', { timeout: 5000 });
  expect(await violations(page)).toEqual([]);

  await write(page, 'from fastapi import FastAPI\n\napp = FastAPI()\nprint(answer)\n');
  await press(page, 'Run');
  await expect(said(page)).toHaveText(/name 'answer' is not defined.*Line 4 is marked\./s, boot);
  await expect(page.locator('.failed-line')).toHaveText('print(answer)');
  await press(page, 'Go to line 4');
  await expect(editor(page)).toBeFocused();
  expect(await violations(page)).toEqual([]);

  await write(page, 'import pandas\n');
  await press(page, 'Run');
  await expect(bench(page).locator('.bench-failure').first()).toContainText('“pandas” cannot be imported here.', boot);
  await expect(bench(page).locator('.bench-failure').first()).toContainText(/there are: .*fastapi/);

  await write(page, 'print("a" * 10)\n');
  await press(page, 'Run');
  await expect(said(page)).toHaveText('It ran to its end', boot);
  await expect(bench(page).locator('.step')).toContainText('aaaaaaaaaa');
  expect(complaints).toEqual([]);
});

test('every example runs and answers as it is meant to', async ({ page }) => {
  const complaints = complaintsOf(page);
  await page.goto('/try/');
  const open = async (title: string) => {
    const example = page.locator('.try-example', { hasText: title });
    await example.locator('summary').click();
    await example.getByRole('button', { name: /^Open/ }).click();
  };
  await press(page, 'Run');
  await press(page, 'Load and run');
  await expect(said(page)).toHaveText('200 OK', boot);
  await expect(bench(page).locator('.step').first()).toContainText('{"message": "It runs"}');

  await open('A resource: created, read, refused');
  await press(page, 'Run');
  await expect(said(page)).toHaveText('201 Created', boot);
  for (const [request, status] of [
    ['GET /books/1', '200 OK'],
    ['GET /books/2', '404 Not Found'],
    ['POST /books {"title": "", "year": 1965}', '422 Unprocessable Content'],
  ] as const) {
    await press(page, request);
    await expect(bench(page).locator('.step summary b').first()).toHaveText(status, boot);
  }

  await open('A dependency that guards a path');
  await press(page, 'Run');
  await expect(said(page)).toHaveText('401 Unauthorized', boot);
  await bench(page).getByText('Headers and body').click();
  await bench(page).getByRole('textbox', { name: 'Headers, one a line' }).fill('X-API-Key: let-me-in');
  await bench(page).getByRole('button', { name: 'Send' }).click();
  await expect(said(page)).toHaveText('200 OK', boot);

  await open('A WebSocket that answers');
  await press(page, 'Connect');
  await expect(said(page)).toHaveText('Connected', boot);
  await bench(page).getByRole('textbox', { name: 'Message' }).fill('hello');
  await page.keyboard.press('Enter');
  await expect(bench(page).locator('.step', { hasText: 'WebSocket /echo' })).toContainText('received: HELLO', boot);
  expect(await violations(page)).toEqual([]);
  await press(page, 'Close');
  await expect(bench(page).locator('.step', { hasText: 'Printed' })).toContainText('The client is gone', boot);
  await expect(bench(page).getByRole('button', { name: 'Connect' })).toBeVisible();

  await open('A response that streams');
  await press(page, 'Run');
  await expect(said(page)).toHaveText('200 OK', boot);
  await expect(bench(page).locator('.message').first()).toContainText('3\n2\n1');

  await open('Pydantic alone, without an application');
  await press(page, 'Run');
  await expect(said(page)).toHaveText('It ran to its end', boot);
  await expect(bench(page).locator('.step')).toContainText('2 validation errors for Loan');
  expect(complaints).toEqual([]);
});

test('tests of an answer pass, and fail once their program is broken', async ({ page }) => {
  await page.goto('/testing/testing-apps/');
  await run(page, 'test_orders.py', '6 passed');
  await expect(bench(page).locator('summary b')).toHaveText(Array(6).fill('passed'));
  await press(page, 'orders.py');
  await change(page, '201', '200');
  await press(page, 'Run');
  await expect(said(page)).toHaveText(/^\d passed, [1-5] failed$/, boot);
  await expect(bench(page).locator('details[open] .message').first()).toContainText('assert');
  expect(await violations(page)).toEqual([]);
});

test('a conversation is repeated and told from its record', async ({ page }) => {
  await page.goto('/concurrency/websockets/');
  await page.locator('details.wrong summary', { hasText: 'balance.py' }).click();
  await run(page, 'balance.py', '2 messages, as recorded');
  await expect(bench(page).locator('.step .message').first()).toHaveText('←received: balance of ada: 1200');
  await change(page, 'balance of', 'debts of');
  await press(page, 'Run');
  await expect(said(page)).toHaveText('2 messages, 1 line differs from the record', boot);
  await expect(bench(page).locator('ins')).toContainText('now: ← debts of ada: 1200');
});

test('what is kept runs without a connection; without it, that is said', async ({ page, context }) => {
  await page.goto(answer);
  await run(page, 'catalogue.py', '200 OK, as recorded');
  await press(page, 'Close');
  await context.setOffline(true);
  await figure(page, 'catalogue.py').getByRole('button', { name: 'Run catalogue.py', exact: true }).click();
  await expect(said(page)).toHaveText('200 OK, as recorded', boot);
});

test('without a connection, and nothing kept, a reader is told and can leave', async ({ page, context }) => {
  await page.goto(answer);
  const button = figure(page, 'catalogue.py').getByRole('button', { name: 'Run catalogue.py', exact: true });
  await button.click();
  await expect(bench(page).getByRole('button', { name: 'Load and run' })).toBeFocused();
  await context.setOffline(true);
  await press(page, 'Load and run');
  await expect(said(page)).toHaveText(/offline/, { timeout: 20_000 });
  expect(await violations(page)).toEqual([]);
  await press(page, 'Close');
  await expect(button).toBeFocused();
});

test('a program that a page cannot run says why where its button was', async ({ page }) => {
  await page.goto('/concurrency/rate-limiting/');
  const button = page.getByRole('button', { name: /^Not run here/ }).first();
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.bench-reason')).toHaveText(
    'Not run here: SlowAPI starts a thread when it is imported, and Python has but one thread in a browser.',
  );
  await expect(page.locator('.bench-reason')).toBeFocused();
  await expect(bench(page)).toHaveCount(0);
  expect(await violations(page)).toEqual([]);
});

test('loading is seen, heard and cancelled', async ({ page }) => {
  await page.route('**/run/files/**', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue();
  });
  await page.goto(answer);
  await figure(page, 'catalogue.py').getByRole('button', { name: 'Run catalogue.py', exact: true }).click();
  await press(page, 'Load and run');
  await expect(bench(page).getByRole('progressbar', { name: 'Loaded' })).toBeVisible();
  await expect(editor(page)).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await press(page, 'Stop');
  await expect(said(page)).toHaveText('Stopped.');
  await expect(bench(page).getByRole('progressbar', { name: 'Loaded' })).toBeHidden();
});

test('a browser that lacks a part is told which; one without scripts reads what is needed', async ({ browser }) => {
  const bare = await browser.newPage();
  await bare.addInitScript('delete globalThis.WebAssembly');
  await bare.goto(answer);
  await expect(bare.getByRole('button', { name: /^Run / })).toHaveCount(0);
  await bare.goto('/try/');
  await expect(bench(bare)).toHaveText(/This browser has no WebAssembly/);
  await bare.close();
  const old = await browser.newPage();
  await old.addInitScript('delete globalThis.DecompressionStream');
  await old.goto(answer);
  await old.getByRole('button', { name: 'Run catalogue.py', exact: true }).first().click();
  await expect(old.getByRole('alert')).toContainText('This browser has no DecompressionStream');
  await old.close();
  const plain = await browser.newPage({ javaScriptEnabled: false });
  await plain.goto(answer);
  await expect(plain.locator('[data-run]').first()).toBeHidden();
  await plain.goto('/try/');
  await expect(bench(plain)).toContainText('This needs JavaScript, WebAssembly and web workers');
  await expect(plain.locator('.try-example').first()).toBeVisible();
  await plain.close();
});

test('the keyboard alone opens, changes, runs and leaves', async ({ page }) => {
  await page.goto(answer);
  const button = figure(page, 'catalogue.py').getByRole('button', { name: 'Run catalogue.py', exact: true });
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(bench(page).getByRole('button', { name: 'Load and run' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(said(page)).toHaveText('200 OK, as recorded', boot);
  await page.keyboard.press('Tab');
  await expect(editor(page)).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(editor(page)).toBeFocused();
  await page.keyboard.press('Control+z');
  // Keys that are shortcuts of the page outside of fields.
  await page.keyboard.type('/cnp');
  await expect(editor(page)).toBeFocused();
  await expect(page).toHaveURL(answer);
  await expect(editor(page)).toContainText('/cnp');
  await page.keyboard.press('Escape');
  // Whoever reads for longer than a moment leaves all the same.
  await page.waitForTimeout(2500);
  await page.keyboard.press('Tab');
  await expect(bench(page).getByRole('button', { name: 'Run', exact: true })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(editor(page)).toBeFocused();
});

// Each starts Python anew: on a dark, small phone in npm test; one by one at night, with WHOLE.
const phone = { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true };
const views: { [name: string]: BrowserContextOptions } = process.env['WHOLE']
  ? { 'small phone': phone, 'dark theme': { colorScheme: 'dark' }, 'forced colors': { forcedColors: 'active' } }
  : { 'small phone, dark theme': { ...phone, colorScheme: 'dark' } };
for (const [name, view] of Object.entries(views)) {
  test(`the bench fits and is clean (${name})`, async ({ browser }) => {
    const page = await browser.newPage({ ...view, permissions: ['clipboard-read', 'clipboard-write'] });
    await page.goto('/try/');
    await expect(editor(page)).toBeVisible();
    expect(await violations(page)).toEqual([]);
    const small = await page.locator('run-bench :is(button, input, select, summary)').evaluateAll((all) =>
      all.flatMap((one) => {
        const { width, height } = one.getBoundingClientRect();
        return height && (height < 44 || width < 44) ? [one.outerHTML.slice(0, 80)] : [];
      }),
    );
    if (view.isMobile) expect(small).toEqual([]);
    await page.goto(answer);
    await run(page, 'catalogue.py', '200 OK, as recorded');
    await change(page, '{"book_id": book_id}', '{"book_id": book_id * 2}');
    await press(page, 'Repeat all');
    await expect(said(page)).toHaveText(/of 6 steps as recorded/, boot);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      view.viewport?.width ?? 1280,
    );
    await page.close();
  });
}
