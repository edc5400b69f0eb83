import { expect, type Page, test } from 'playwright/test';
import { violations } from './axe.ts';
import { complaintsOf } from './complaints.ts';
import { counts, grade, name, note, open, press, said, saved, total } from './practice.ts';
import { shiftOf } from './shift.ts';

let complaints: string[];
test.beforeEach(({ page }) => {
  complaints = complaintsOf(page);
});
test.afterEach(() => expect(complaints).toEqual([]));

test('reading says what is due and what has changed, and nothing of it moves', async ({ page }) => {
  await page.clock.install();
  await open(page, '#7');
  await grade(page, '3');
  await page.waitForFunction(() => '7' in JSON.parse(localStorage['fastapi-answers:rehearsed'] ?? '{}'));
  await page.goto('/');
  await expect(page.getByRole('link', { name: 'Say it, look, grade yourself' })).toBeVisible();
  await page.goto('/routing/path-parameters/');
  const link = page.locator('a.rehearse');
  await expect(link).toHaveText('Rehearse');
  await page.clock.setFixedTime(Date.now() + 3 * 86_400_000);
  await page.reload();
  await expect(link).toHaveText('Due again');
  expect(await shiftOf(page)).toBe(0);
  await page.goto('/routing/');
  await expect(page.locator('a.rehearse', { hasText: 'Due again' })).toHaveAttribute('href', '/practice/#7');
  await page.goto('/');
  await page.getByRole('link', { name: '1 due today' }).click();
  await expect(page.locator('[data-count=due]')).toHaveText('1');
  await page.evaluate(() => {
    const kept = JSON.parse(localStorage['fastapi-answers:rehearsed']);
    kept[7][1] = '000000000000';
    localStorage['fastapi-answers:rehearsed'] = JSON.stringify(kept);
  });
  await page.setViewportSize({ width: 320, height: 600 });
  await page.goto('/routing/path-parameters/');
  const height = (await page.locator('.say').boundingBox())!.height;
  await expect(link).toHaveText('Changed');
  expect((await page.locator('.say').boundingBox())!.height).toBe(height);
});

test('progress is exported, forgotten, and imported, which merges', async ({ page }) => {
  await open(page, '#7');
  await grade(page, '1');
  await press(page, 'Leave');
  const { file, text } = await saved(page, () => press(page, 'Export a file'));
  expect(file).toMatch(/^fastapi-answers-progress-\d{4}-\d\d-\d\d-\d{4}\.json$/);
  await press(page, 'Start anew …');
  await page.getByRole('dialog').getByRole('button', { name: 'Leave all as it is' }).click();
  await expect(page.locator('[data-count=missed]')).toHaveText('1');
  await press(page, 'Start anew …');
  await page.getByRole('dialog').getByRole('button', { name: 'Forget all' }).click();
  await expect(said(page)).toHaveText('All is forgotten.');
  expect(await counts(page)).toEqual(['5', '0', '0', `${total}`, `${total}`, '0']);
  await expect(page.getByRole('button', { name: 'Export a file' })).toBeDisabled();
  const take = (content: string) =>
    page
      .locator('[type=file]')
      .setInputFiles({ name: 'p.json', mimeType: 'application/json', buffer: Buffer.from(content) });
  await take(text.slice(0, 50));
  await expect(said(page)).toContainText('cut off');
  await take('{"format":"anki"}');
  await expect(said(page)).toContainText('no file of progress from here');
  expect(await counts(page)).toEqual(['5', '0', '0', `${total}`, `${total}`, '0']);
  await take(text);
  await expect(said(page)).toHaveText('1 grade added.');
  await expect(page.locator('[data-count=missed]')).toHaveText('1');
  await take(text);
  await expect(said(page)).toHaveText('0 grades added, 1 was here already.');
});

test('what a file would add is asked for where there is something already, and said', async ({ page }) => {
  await open(page, '#7');
  await grade(page, '3');
  await press(page, 'Leave');
  const { text } = await saved(page, () => press(page, 'Export a file'));
  const file = JSON.parse(text);
  file.graded = [{ ...file.graded[0], number: 9, at: 1_795_700_000 }];
  const take = (content: unknown) =>
    page
      .locator('[type=file]')
      .setInputFiles({ name: 'p.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(content)) });
  await take(file);
  const ask = page.getByRole('dialog');
  await expect(ask).toContainText('The file holds 1 grade of 1 question, the last of November 26, 2026.');
  await ask.getByRole('button', { name: 'Leave all as it is' }).click();
  await expect(page.locator('.keeping-state')).toContainText('1 grade of 1 question');
  await take(file);
  await ask.getByRole('button', { name: 'Add them' }).click();
  await expect(page.locator('.keeping-state')).toContainText('2 grades of 2 questions');
  await take({ ...file, version: 99 });
  await expect(said(page)).toContainText('made by a newer edition');
});

test('progress goes to another device by link', async ({ page, browser, baseURL }) => {
  await open(page, '#7');
  await grade(page, '1');
  await press(page, 'Leave');
  await press(page, 'Copy as link');
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(copied).toContain('/practice/#');
  const link = await copied();
  await press(page, /^QR code/);
  await expect(page.getByRole('dialog', { name: 'QR code of your progress' }).locator('svg')).toBeVisible();
  const other = await browser.newPage({ baseURL: baseURL! });
  await other.goto(link);
  await expect(other.getByRole('dialog')).toContainText('The link holds 1 grade of 1 question');
  await other.getByRole('button', { name: 'Leave all as it is' }).click();
  expect(new URL(other.url()).hash).toBe('');
  await expect(other.locator('[data-count=missed]')).toHaveText('0');
  await other.goto(link);
  await other.getByRole('button', { name: 'Add them' }).click();
  await expect(other.locator('[data-count=missed]')).toHaveText('1');
  await other.goto(link.slice(0, -3));
  await expect(said(other)).toContainText('The link is damaged');
  await other.close();
});

test('two tabs agree', async ({ page, context }) => {
  await open(page);
  const other = await context.newPage();
  await open(other, '#7');
  await grade(other, '1');
  await expect(page.locator('[data-count=missed]')).toHaveText('1');
  await press(page, 'Start anew …');
  await page.getByRole('dialog').getByRole('button', { name: 'Forget all' }).click();
  await press(other, 'Leave');
  await expect(other.locator('[data-count=missed]')).toHaveText('0');
});

test.describe('a store that fails is told', () => {
  const prepare = (page: Page, script: string) => page.goto('/404.html').then(() => page.evaluate(script));
  const make = (version: number, inside: string) =>
    `new Promise((done) => { const asked = indexedDB.open('${name}', ${version});
      asked.onupgradeneeded = () => { ${inside} };
      asked.onsuccess = () => { asked.result.close(); done(0); }; })`;

  test('that was cleared by the browser', async ({ page }) => {
    await prepare(page, `localStorage['fastapi-answers:rehearsed'] = '{"7":["2026-12-01","e6070c5c85e7"]}'`);
    await open(page);
    await expect(note(page)).toContainText('Your progress is gone');
    await expect(page.getByRole('button', { name: 'Export a file' })).toBeDisabled();
    expect(await violations(page)).toEqual([]);
    // Looking at it forgets nothing of what is known.
    expect(await page.evaluate(() => localStorage['fastapi-answers:rehearsed'])).toContain('"7"');
  });

  test('that was cleared while the page was open: what was there can be exported', async ({ page, context }) => {
    await open(page, '#7');
    await grade(page, '1');
    const client = await context.newCDPSession(page);
    await client.send('Storage.clearDataForOrigin', { origin: new URL(page.url()).origin, storageTypes: 'all' });
    await press(page, 'Leave');
    await expect(note(page)).toContainText('has closed or cleared what it kept');
    const { text } = await saved(page, () => press(page, 'Export a file'));
    expect(JSON.parse(text).graded).toHaveLength(1);
    await expect(page.locator('.keeping-state')).toHaveText('In this page alone: 1 grade of 1 question.');
  });

  test('that a newer edition keeps', async ({ page }) => {
    await prepare(page, make(99, "asked.result.createObjectStore('graded')"));
    await open(page, '#7');
    await grade(page, '3');
    await press(page, 'Leave');
    await expect(note(page)).toContainText('A newer edition of this site keeps your progress');
    await expect(page.locator('.keeping-state')).toHaveText('In this page alone: 1 grade of 1 question.');
  });

  test('that is broken, which only the reader throws away', async ({ page }) => {
    await prepare(page, make(1, "asked.result.createObjectStore('graded')"));
    await open(page);
    await expect(note(page)).toContainText('cannot be read');
    await press(page, 'Start anew …');
    await page.getByRole('dialog').getByRole('button', { name: 'Forget all' }).click();
    await expect(note(page)).toBeHidden();
  });
});
