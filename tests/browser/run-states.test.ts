import { type BrowserContextOptions, expect, test } from 'playwright/test';
import { violations } from './axe.ts';
import { answer, bench, boot, change, editor, faults, figure, press, run, said } from './run-bench.ts';

test.describe.configure({ timeout: 300_000 });

test('without a connection, and nothing kept, a reader is told and can leave', async ({ page, context }) => {
  await page.goto(answer);
  const button = figure(page, 'catalogue.py').getByRole('button', { name: 'Run catalogue.py', exact: true });
  await button.click();
  await expect(bench(page).getByRole('button', { name: 'Load and run' })).toBeFocused();
  await context.setOffline(true);
  await press(page, 'Load and run');
  await expect(said(page)).toHaveText(/offline/, { timeout: 20_000 });
  expect(await faults(page)).toEqual([]);
  await press(page, 'Close');
  await expect(button).toBeFocused();
});

test('a program that a page cannot run says why where its button was', async ({ page }) => {
  await page.goto('/concurrency/rate-limiting/');
  const button = page.getByRole('button', { name: /^Not run here/ }).first();
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.bench-reason')).toHaveText(
    'Not run here: The limiter of SlowAPI starts a thread, and Python has but one thread in a browser.',
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
  await expect(editor(page)).toBeVisible();
  // Beneath a long editor too.
  await expect(bench(page).getByRole('progressbar', { name: 'Loaded' })).toBeInViewport({ ratio: 1 });
  expect(await faults(page)).toEqual([]);
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

test('a browser that cannot suspend Python runs programs, and says why tests that use a TestClient fail', async ({
  page,
}) => {
  // In the text of the worker, the browser loses what it has for it.
  const start = 'const nowhere';
  await page.route('**/_astro/runner.*.js', async (route) => {
    const text = await (await route.fetch()).text();
    expect(text).toContain(start);
    const body = text.replace(start, `delete WebAssembly.Suspending; delete WebAssembly.promising; ${start}`);
    await route.fulfill({ contentType: 'text/javascript', body });
  });
  await page.goto('/testing/testing-apps/');
  await run(page, 'test_orders.py', '7 failed');
  await expect(bench(page).getByRole('note')).toContainText('This browser cannot suspend Python (it has no JSPI)');
  await figure(page, 'orders.py').getByRole('button', { name: 'Run orders.py', exact: true }).click();
  const other = page.getByRole('region', { name: 'orders.py, run here', exact: true });
  await other.getByRole('textbox', { name: 'Path and query' }).fill('/openapi.json');
  await other.getByRole('button', { name: 'Send' }).click();
  await expect(other.locator('[role=status]')).toHaveText('200 OK', boot);
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
    await expect(bench(page).locator('.step').first()).toBeInViewport();
    // What a bar covers while one reads on is no fault of it.
    await page.evaluate(() => scrollTo(0, 0));
    expect(await faults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      view.viewport?.width ?? 1280,
    );
    await page.close();
  });
}
