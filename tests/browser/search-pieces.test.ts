/** The search over an index in pieces, as a site of many answers has it: here that of the 40, which is served in their place. */
import { expect, type Page, test } from 'playwright/test';
import { Lookup } from '../../src/search/lookup.ts';
import { rank } from '../../src/search/rank.ts';
import { makeSearch } from '../support/search.ts';
import { blindQueries } from './relevance.ts';

const { index, pieces } = makeSearch(1);
const whole = new Lookup(makeSearch().index);
const field = (page: Page) => page.getByRole('combobox', { name: 'Search the answers' });
const options = (page: Page) => page.getByRole('listbox', { name: 'Answers' }).getByRole('option');
const box = (page: Page) => page.locator('search-box');

/** Opens the dialog; what `broken` says of a piece's name does not come. Returns the names of those that were asked for. */
async function open(page: Page, broken: (name: string) => boolean = () => false) {
  const asked: string[] = [];
  await page.route(/\/search\.json\?/, (route) => route.fulfill({ json: index }));
  await page.route(/\/search\/[\w-]+\.json\?/, async (route) => {
    const name = /(\w+-\d+)\.json/.exec(route.request().url())![1]!;
    asked.push(name);
    await (broken(name) ? route.fulfill({ status: 503 }) : route.fulfill({ json: pieces.get(name) }));
  });
  await page.goto('/security/cors-and-jwt/');
  await page.keyboard.press('/');
  await expect(field(page)).toBeFocused();
  return asked;
}

const numbersOf = async (page: Page) => (await options(page).locator('.n').allTextContents()).map(Number);

test('all questions come first, and a query finds first what it finds in the whole index', async ({ page }) => {
  await open(page);
  await expect(options(page)).toHaveCount(whole.rows.length);
  // What only the full text has is said by it.
  const known = blindQueries.map(({ q }) => `${q} `).filter((query) => rank(whole, query).unknown.length === 0);
  for (const query of known.slice(0, 12)) {
    await field(page).fill(query);
    const [first] = rank(whole, query).hits;
    await expect.poll(async () => (await numbersOf(page))[0], query).toBe(first!.number);
  }
});

test('typed key by key, a word costs the pieces of its first letter and its first two', async ({ page }) => {
  const asked = await open(page);
  await expect(box(page)).toHaveAttribute('data-state', 'start');
  await field(page).pressSequentially('middleware');
  await expect(options(page).first()).toContainText('middleware');
  const at = ['m', 'mi'].map((letters) => index.beginnings!.split(' ').indexOf(letters));
  expect(asked.filter((name) => name.startsWith('words'))).toEqual(
    at.filter((one) => one >= 0).map((one) => `words-${one}`),
  );
  expect(new Set(asked).size).toBe(asked.length);
});

test('Enter follows what these words find, though their piece is still on its way', async ({ page }) => {
  await open(page);
  await expect(box(page)).toHaveAttribute('data-state', 'start');
  await field(page).fill('override dependencies ');
  await field(page).press('Enter');
  await expect(page).toHaveURL(/\/dependencies\/overriding-dependencies\//);
});

test('a filter narrows answers whose rows are not here yet', async ({ page }) => {
  await open(page);
  await page.getByRole('combobox', { name: 'Section' }).selectOption('Testing & Validation');
  await field(page).fill('test ');
  await expect(options(page).first()).toContainText('Testing & Validation');
  for (const text of await options(page).allTextContents()) expect(text).toContain('Testing & Validation');
});

test('pieces that do not come are said, and had by trying again', async ({ page }) => {
  let down = false;
  await open(page, () => down);
  await expect(box(page)).toHaveAttribute('data-state', 'start');
  down = true;
  await field(page).fill('middleware ');
  await expect(box(page)).toHaveAttribute('data-state', 'failed');
  await expect(box(page).getByRole('status')).toHaveText('The questions could not be loaded.');
  await expect(options(page)).toHaveCount(0);
  down = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(options(page).first()).toContainText('middleware');
  await expect(box(page)).toHaveAttribute('data-state', 'found');
});
