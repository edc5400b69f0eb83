import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, type Page, type Route, test } from 'playwright/test';
import { readWords, type SearchIndex } from '../../src/search/search-index.ts';

/** A word, no part of a name, that one page has and the index lacks, beginnings included. */
function rareWord(): string {
  const index = JSON.parse(readFileSync('dist/search.json', 'utf8')) as SearchIndex;
  const known = [
    ...readWords(index, index.quantum).words.map(([shown]) => shown.toLowerCase()),
    ...index.common.split(' '),
  ];
  const pages = readdirSync('dist/pagefind/fragment').map((file) =>
    gunzipSync(readFileSync(`dist/pagefind/fragment/${file}`)).toString(),
  );
  const words = new Set(pages.join(' ').match(/(?<=\s)[a-z]{9,12}(?=\s)/g));
  const isRare = (word: string) =>
    !known.some((one) => one.startsWith(word.slice(0, 5))) && pages.filter((page) => page.includes(word)).length === 1;
  return [...words].sort().find(isRare)!;
}
const rare = rareWord();

/** Requests of a search, each by a part of its address. */
const requests = {
  engine: 'pagefind/pagefind.js',
  worker: 'pagefind/pagefind-worker.js',
  wasm: 'pagefind/wasm.en.pagefind',
  entry: 'pagefind/pagefind-entry.json',
  meta: '.pf_meta',
  index: '.pf_index',
  fragment: '.pf_fragment',
} as const;
/** What becomes of a request. */
const faults: { [name: string]: (route: Route) => unknown } = {
  abort: (route) => route.abort(),
  '404': (route) => route.fulfill({ status: 404, body: 'not here' }),
  '500': (route) => route.fulfill({ status: 500, body: 'broken' }),
  'wrong type': (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><p>Log in first' }),
  empty: (route) => route.fulfill({ body: '' }),
  'wrong body': (route) => route.fulfill({ body: '{"a":' }),
  hangs: () => undefined,
};
/** In CI each request with some fault, each fault with some request; with WHOLE, set each night, all of them. */
const sampled = Object.keys(requests).map((request, at) => `${request} ${Object.keys(faults)[at % 7]}`);
sampled.push('fragment abort', 'meta 500', 'entry wrong type', 'index 404', 'wasm hangs');
const isFull = process.env['WHOLE'] !== undefined;

const field = (page: Page) => page.getByRole('combobox', { name: 'Search the answers' });
const options = (page: Page) => page.getByRole('listbox', { name: 'Answers' }).getByRole('option');
const status = (page: Page) => page.locator('search-box [role=status]');

/** Lets a kind of request fail in a way, until the promise that it gives is called. */
async function breakRequests(page: Page, part: string, fault: string) {
  let broken = true;
  await page.route(
    (url) => url.href.includes(part),
    (route) => (broken ? faults[fault]!(route) : route.continue()),
  );
  return () => (broken = false);
}

for (const [name, part] of Object.entries(requests)) {
  for (const fault of Object.keys(faults)) {
    if (!isFull && !sampled.includes(`${name} ${fault}`)) continue;
    test(`${name}, ${fault}: the list is there at once, and the full text when the network is`, async ({ page }) => {
      test.setTimeout(120_000);
      const mend = await breakRequests(page, part, fault);
      await page.goto('/security/cors-and-jwt/');
      await page.keyboard.press('/');
      await field(page).fill('override dependencies in tests');
      await expect(options(page).first()).toHaveAttribute('href', /overriding-dependencies/, { timeout: 1500 });
      await expect(status(page)).toHaveText(/^\d+ answers$/);
      // A word that the text alone has: a true sentence, and a list, whatever comes.
      await field(page).fill(rare);
      await expect(status(page)).toHaveText(/full text|answer|mentions/i, { timeout: 3000 });
      await expect(options(page).first()).toBeVisible();
      mend();
      await field(page).fill('argon2 memory');
      await expect(options(page).first()).toHaveAttribute('href', /password-hashing/);
      await expect(options(page).first().locator('.excerpt')).toHaveText(/\w/, { timeout: 60_000 });
      await field(page).fill(rare);
      await expect(status(page)).toHaveText(/^\d+ answers?$|Closest answers/, { timeout: 60_000 });
    });
  }
}

for (const fault of ['abort', '500', 'wrong type', 'empty', 'hangs']) {
  test(`the index, ${fault}: said to readers in their words, and loaded when it can be`, async ({ page }) => {
    test.setTimeout(60_000);
    const mend = await breakRequests(page, 'search.json', fault);
    await page.goto('/security/cors-and-jwt/');
    await page.keyboard.press('/');
    await field(page).fill('cors');
    const again = page.getByRole('button', { name: 'Try again' });
    await expect(again).toBeVisible({ timeout: 15_000 });
    await expect(status(page)).toHaveText('The questions could not be loaded.');
    mend();
    await again.click();
    await expect(options(page).first()).toHaveAttribute('href', /cors-and-jwt/);
  });
}

test('while the full text hangs, the sentence is that of the words in the field, and Enter follows the first row', async ({
  page,
}) => {
  await page.route('**/pagefind/**', () => undefined);
  await page.goto('/security/cors-and-jwt/');
  await page.keyboard.press('/');
  await field(page).fill('websocket');
  await expect(status(page)).toHaveText(/^\d+ answers$/);
  await field(page).fill(rare);
  await expect(status(page)).toHaveText(`Looking for “${rare}” in the full text …`);
  await field(page).fill(`${rare} websockets `);
  await expect(options(page).first()).toHaveAttribute('href', /websockets/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/websockets\//);
});
