import { type BrowserContext, expect, type Page, test } from 'playwright/test';
import { violations } from './axe.ts';
import { complaintsOf } from './complaints.ts';
import {
  answer,
  bench,
  boot,
  change,
  editor,
  faults,
  figure,
  isPack,
  listen,
  press,
  run,
  said,
  textIn,
  write,
} from './run-bench.ts';

test.describe.configure({ timeout: 300_000 });

test.describe('a reader at a page of an answer', () => {
  // One after the other, in one browser that keeps what it has loaded: Python starts where a page is opened, not for each test.
  test.describe.configure({ mode: 'serial' });
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  let asked: string[];
  let link = '';
  test.beforeAll(async ({ browser }) => {
    context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    page = await context.newPage();
    complaints = complaintsOf(page);
    asked = listen(page);
    await page.goto(answer);
  });
  test.afterAll(() => context.close());

  test('runs a program once they agree, and changes it: what differs from its record is told', async () => {
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
    await expect(bench(page).locator('.step')).toBeInViewport();

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
    await press(page, 'Copy link');
    await expect(page.locator('#status')).toHaveText('Link to this program copied');
    link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toMatch(new RegExp(`^http://localhost:\\d+${answer}#run=[\\w-]+$`));

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
    expect(complaints).toEqual([]);
  });

  test('by the keyboard alone runs, writes and leaves the editor', async () => {
    await bench(page).getByRole('button', { name: 'Run', exact: true }).focus();
    await page.keyboard.press('Shift+Tab');
    await expect(editor(page)).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(editor(page)).toBeFocused();
    await page.keyboard.press('Control+z');
    // Keys that are shortcuts of the page outside of fields.
    await page.keyboard.type('/cnp');
    await expect(editor(page)).toBeFocused();
    await expect(page).toHaveURL(answer);
    await page.keyboard.press('Control+Home');
    await expect(editor(page)).toContainText('/cnp');
    await page.keyboard.press('Escape');
    // Whoever reads for longer than a moment leaves all the same.
    await page.waitForTimeout(2500);
    await page.keyboard.press('Tab');
    await expect(bench(page).getByRole('button', { name: 'Run', exact: true })).toBeFocused();
    await press(page, 'Reset');
    await expect(said(page)).toHaveText('The program is as it was');
    await bench(page).getByRole('button', { name: 'Run', exact: true }).focus();
    await page.keyboard.press('Enter');
    await expect(said(page)).toHaveText('200 OK, as recorded', boot);
  });

  test('runs two programs: the second ends what has no end in the first, and outlives it', async () => {
    await write(page, 'while True:\n    pass\n');
    await press(page, 'Run');
    await bench(page).getByRole('button', { name: 'Stop' }).waitFor();
    await page.waitForTimeout(1000);
    const other = figure(page, 'convertors.py');
    await other.getByRole('button', { name: 'Run convertors.py', exact: true }).click();
    const second = page.getByRole('region', { name: 'convertors.py, run here' });
    await expect(second.locator('[role=status]')).toHaveText(/as recorded$/, boot);
    const first = page.getByRole('region', { name: 'catalogue.py, run here' });
    await expect(first.locator('.bench-failure')).toContainText('Stopped.');
    await first.getByRole('button', { name: 'Close', exact: true }).click();
    await second.getByRole('button', { name: 'Send' }).click();
    // A request to what runs still, not a start of it anew.
    await expect(second.locator('.step')).toHaveCount(2);
    await second.getByRole('button', { name: 'Close', exact: true }).click();
    await expect(other.getByRole('button', { name: 'Run convertors.py', exact: true })).toBeFocused();
    await expect(page.locator('iframe')).toHaveCount(0);
  });

  test('runs what is kept without a connection, and is not asked again', async () => {
    await context.setOffline(true);
    await figure(page, 'catalogue.py').getByRole('button', { name: 'Run catalogue.py', exact: true }).click();
    await expect(said(page)).toHaveText('200 OK, as recorded', boot);
    await context.setOffline(false);
    await press(page, 'Close');
    // What is known of the programs was asked for first.
    expect(complaints.splice(0)).toEqual(['Failed to load resource: net::ERR_INTERNET_DISCONNECTED']);
  });

  test('gets a link with a changed program, which does not run by itself; a damaged one is said to be one', async () => {
    asked.length = 0;
    await page.goto('about:blank');
    await page.goto(`${link}).`);
    await expect(bench(page)).toContainText('This code came with the link and has not run.');
    expect(await textIn(page)).toContain('book_id + 1');
    await page.waitForTimeout(1000);
    expect(asked.filter(isPack)).toEqual([]);
    expect(await page.locator('iframe').count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await press(page, 'Run');
    await expect(said(page)).toHaveText('200 OK, 1 line differs from the record', boot);

    await page.goto('about:blank');
    await page.goto(link.slice(0, -8));
    await expect(page.getByRole('alert').first()).toContainText('The link to a changed program is damaged');
    await page.goto('about:blank');
    await page.goto(link.replace(answer, '/concurrency/websockets/'));
    await expect(page.getByRole('alert').first()).toContainText('catalogue.py, that this page does not have');
    await page.getByRole('link', { name: 'Open its code in an empty page' }).click();
    await expect(bench(page)).toContainText('This code came with the link');
    expect(await textIn(page)).toContain('book_id + 1');
    expect(complaints).toEqual([]);
  });

  test('runs the tests of an answer, breaks its program and sees them fail', async () => {
    await page.goto('/testing/testing-apps/');
    await run(page, 'test_orders.py', '7 passed');
    await expect(bench(page).locator('summary b')).toHaveText(Array(7).fill('passed'));
    await press(page, 'orders.py');
    await change(page, '201', '200');
    await press(page, 'Run');
    await expect(said(page)).toHaveText(/^\d passed, [1-5] failed$/, boot);
    await expect(bench(page).locator('details[open] .message').first()).toContainText('assert');
    expect(await faults(page)).toEqual([]);
    // A link opens at what was changed: nothing that it brings hides behind a tab.
    await press(page, 'Copy link');
    await expect(page.locator('#status')).toHaveText('Link to this program copied');
    const changed = await page.evaluate(() => navigator.clipboard.readText());
    await page.goto('about:blank');
    await page.goto(changed);
    await expect(page.getByRole('textbox', { name: 'orders.py, editor' })).toBeVisible();
  });

  test('repeats a conversation and sees what differs from its record', async () => {
    await page.goto('/concurrency/websockets/');
    await page.locator('details.wrong summary', { hasText: 'balance.py' }).click();
    await figure(page, 'balance.py').getByRole('button', { name: 'Run balance.py', exact: true }).click();
    await expect(said(page)).toHaveText('2 messages, as recorded', boot);
    await expect(bench(page).locator('.step .message').first()).toHaveText('←received: balance of ada: 1200');
    await change(page, 'balance of', 'debts of');
    await press(page, 'Run');
    await expect(said(page)).toHaveText('2 messages, 1 line differs from the record', boot);
    await expect(bench(page).locator('ins')).toContainText('now: ← debts of ada: 1200');
  });
});
