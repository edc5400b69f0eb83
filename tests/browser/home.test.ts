import { readdirSync, readFileSync } from 'node:fs';
import { expect, type Page, test } from 'playwright/test';
import { shiftOf } from './shift.ts';

const senior = '/dependencies/dependency-scopes/';
const start = (page: Page) => page.locator('continue-reading');

test('the evidence is counted from what there is', async ({ page }) => {
  const files = readdirSync('content', { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^[^/]+\/[^/]+\/[^/]+\.[^/]+$|file$/.test(file),
  );
  const records = files.filter((file) => file.endsWith('.record.json'));
  const programs = files.filter((file) => !/index\.mdx$|\.record\.json$/.test(file));
  const steps = records.flatMap((file) => JSON.parse(readFileSync(`content/${file}`, 'utf8')).steps);
  await page.goto('/');
  const evidence = page.locator('.evidence li');
  await expect(evidence.nth(0)).toHaveText(`${programs.length} programs`);
  await expect(evidence.nth(1)).toHaveText(`${steps.length} recorded steps`);
  await expect(evidence.nth(2)).toHaveText(/^\s*\d,\d{3} statements proven\s*$/);
  await expect(evidence.nth(3)).toHaveText(/^\s*FastAPI [\d.]+, Starlette [\d.]+, Pydantic [\d.]+\s*$/);
  const dates = [...readFileSync('content/changes.yaml', 'utf8').matchAll(/^- date: (\S+)/gm)].map(([, date]) => date);
  await expect(evidence.nth(4).locator('time')).toHaveText(dates.at(-1)!);
});

test('the specimen is a correction of an answer, with what was recorded, and leads there', async ({ page }) => {
  await page.goto('/');
  const specimen = page.locator('.specimen');
  await expect(specimen.locator('q')).toHaveText('The pool has CPU count plus four threads.');
  await expect(specimen.locator('.run')).toContainText('200 OK');
  await expect(specimen.locator('.run code')).toHaveText('{"tokens": 40, "in_use": 40, "waiting": 1}');
  await specimen.getByRole('link').click();
  await expect(page).toHaveURL('/concurrency/sync-and-async/#q21-no-longer-true');
  await expect(page.locator('.said', { hasText: 'CPU count plus four' })).toBeVisible();
});

test('there is one way into search, and it names its key where there is a keyboard', async ({ page, browser }) => {
  await page.goto('/');
  await expect(page.locator('[data-search]')).toHaveCount(1);
  await expect(page.locator('kbd')).toBeVisible();
  await page.keyboard.press('/');
  await expect(page.getByRole('combobox', { name: 'Search the answers' })).toBeFocused();
  const phone = await browser.newPage({ viewport: { width: 390, height: 664 }, hasTouch: true, isMobile: true });
  await phone.goto('/');
  await expect(phone.locator('kbd')).toBeHidden();
  await phone.close();
});

test('on a phone the first screen has a question', async ({ browser }) => {
  const page = await browser.newPage({ viewport: { width: 390, height: 664 }, hasTouch: true, isMobile: true });
  await page.goto('/');
  const first = start(page).getByRole('link');
  await expect(first).toHaveText('1 What is FastAPI?');
  expect((await first.boundingBox())!.y).toBeLessThan(600);
  await page.close();
});

test('who has read is led to where they were, on this device, and nothing moves', async ({ page }) => {
  await page.goto('/');
  await expect(start(page)).toContainText('Start with');
  await page.goto(senior);
  await page.goto('/');
  await expect(start(page)).toHaveText(/^\s*Continue with\s+19\s+How do you manage “scoped” dependencies/);
  expect(await shiftOf(page)).toBe(0);
  await start(page).getByRole('link').click();
  await expect(page).toHaveURL(senior);
  // Back to a page that was left before.
  await page.goto('/routing/path-parameters/');
  await page.goBack();
  await page.goBack();
  await expect(start(page)).toContainText('Continue with');
});

test('what is no answer, or cannot be kept, leaves the beginning', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('fastapi-answers:reading', '99'));
  await page.goto('/');
  await expect(start(page)).toContainText('Start with 1');
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  });
  const errors: Error[] = [];
  page.on('pageerror', (error) => errors.push(error));
  await page.goto(senior);
  await page.goto('/');
  await expect(start(page)).toContainText('Start with 1');
  expect(errors).toEqual([]);
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(`by level, ${javaScriptEnabled ? 'with' : 'without'} scripts`, () => {
    test.use({ javaScriptEnabled });

    test('the list shows one level while the address names it', async ({ page }) => {
      await page.goto('/');
      const rows = page.locator('.chapters li');
      const all = await rows.count();
      const counted = Number(await page.locator('.ways a[href="#senior"] small').textContent());
      await page.locator('.ways').getByRole('link', { name: 'senior' }).click();
      await expect(page).toHaveURL('/#senior');
      await expect(page.locator('.by-level')).toBeInViewport();
      const shown = rows.filter({ visible: true });
      await expect(shown).toHaveCount(counted);
      for (const level of await shown.locator('.level').allTextContents()) expect(level).toBe('senior');
      // A chapter without such a question is not named.
      const chapters = page.locator('.chapters section').filter({ visible: true });
      for (const chapter of await chapters.all())
        expect(await chapter.locator('li:visible').count()).toBeGreaterThan(0);
      await page.locator('.by-level').getByRole('link', { name: 'all' }).click();
      await expect(rows.filter({ visible: true })).toHaveCount(all);
    });
  });
}
