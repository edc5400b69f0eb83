import { expect, type Page, test } from 'playwright/test';

const chosen = (page: Page) =>
  page
    .locator('.set-chosen > li')
    .evaluateAll((items) => items.map((item) => Number((item as HTMLElement).dataset['number'])));
const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

test('a link to a set opens its questions in its order, under its title', async ({ page }) => {
  await page.goto('/set/#22,3,17&title=Monday%20group&color=red');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Monday group');
  expect(await chosen(page)).toEqual([22, 3, 17]);
  await expect(page.locator('.set-note')).toBeHidden();
  await press(page, 'Copy link');
  expect(await copied(page)).toBe(
    `Monday group — ${new URL('/set/#22,3,17&title=Monday%20group&color=red', page.url()).href}`,
  );
  await press(page, 'Copy as Markdown');
  expect(await copied(page)).toContain(
    '## Monday group\n\n- 22. [When should you use async def versus def endpoints?](http',
  );
});

test('a damaged link shows what could be read and says what was left out', async ({ page }) => {
  await page.goto('/set/#3,x,999,3');
  expect(await chosen(page)).toEqual([3]);
  await expect(page.locator('.set-note')).toHaveText(
    'The link was damaged, or is of another edition. Left out: x, 999.',
  );
  await page.evaluate(() => (location.hash = '#5'));
  await expect(page.locator('.set-note')).toBeHidden();
  expect(await chosen(page)).toEqual([5]);
});

test('a set is made by keyboard: chosen, ordered, named, and the address follows', async ({ page }) => {
  await page.goto('/set/');
  await expect(page.getByRole('button', { name: 'Copy link' })).toBeDisabled();
  for (const number of [7, 2, 40]) {
    await page.getByRole('button', { name: `Add question ${number}`, exact: true }).focus();
    await page.keyboard.press('Enter');
  }
  await expect(page.locator('#status')).toHaveText('Question 40 is in the set');
  expect(await chosen(page)).toEqual([7, 2, 40]);
  const earlier = page.getByRole('button', { name: 'Question 40 earlier' });
  await earlier.focus();
  await page.keyboard.press('Enter');
  await expect(earlier).toBeFocused();
  expect(await chosen(page)).toEqual([7, 40, 2]);
  await page.getByRole('textbox', { name: 'Title' }).fill('Mine & yours');
  await page.getByRole('button', { name: 'Add question 7', exact: true }).click();
  expect(new URL(page.url()).hash).toBe('#40,2&title=Mine%20%26%20yours');
  await page.reload();
  expect(await chosen(page)).toEqual([40, 2]);
});

test('a set has a QR code for the person across the table', async ({ page }) => {
  await page.goto('/set/#1,2');
  await press(page, 'QR code');
  await expect(page.getByRole('dialog', { name: 'QR code of this set' }).locator('svg')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('paper has the chosen questions with their answers and nothing of the interface', async ({ page }) => {
  await page.goto('/set/#1,2');
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.set-others')).toBeHidden();
  await expect(page.locator('.set-tools')).toBeHidden();
  await expect(page.locator('.set-chosen p').first()).toBeVisible();
});

test('without scripts all questions stand there', async ({ browser }) => {
  const page = await browser.newPage({ javaScriptEnabled: false });
  await page.goto('/set/#3');
  await expect(page.getByText('Until it runs, these are all questions')).toBeVisible();
  await expect(page.locator('.set-others a').first()).toBeVisible();
  await expect(page.locator('.set-tools')).toBeHidden();
});
