import { expect, type Page, test as base } from 'playwright/test';
import { bundleWorker } from '../../src/offline/bundle.ts';
import { Publisher } from '../support/publisher.ts';

/** Each test has a server of its own: it goes away, comes back, hangs, and publishes. */
const test = base.extend<{ server: Publisher }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from the pattern.
  server: async ({}, use) => {
    const server = await new Publisher().start();
    await use(server);
    await server.stop();
  },
});
test.describe.configure({ timeout: 180_000 });
const slow = { timeout: 60_000 };

const status = (page: Page) => page.locator('offline-copy [role=status]');
const shelves = (page: Page) => page.evaluate(() => caches.keys());
const registrations = (page: Page) =>
  page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);

/** Keeps a copy, as a reader does. */
async function keep(page: Page, server: Publisher) {
  await page.goto(`${server.url}/offline/`);
  await page.getByRole('button', { name: /^Keep for offline, [\d.]+ MB$/ }).click(slow);
  await expect(status(page)).toHaveText(/^Done\. Kept and up to date: \d+ pages and the search/, slow);
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated', undefined, slow);
}

test('nothing is kept and no worker is there until a reader asks, who is told the size first', async ({
  page,
  server,
}) => {
  await page.goto(`${server.url}/dependencies/dependency-scopes/`);
  await page.goto(`${server.url}/offline/`);
  await expect(status(page)).toHaveText(
    /^\d+ pages and the search: [\d.]+ MB to download, [\d.]+ MB on the device\.$/,
    slow,
  );
  expect([await shelves(page), await registrations(page)]).toEqual([[], 0]);
  expect(server.asked).not.toContain('/sw.js');
});

test('without a network: an answer never visited, search with full text, exercises, a set, a short link', async ({
  page,
  server,
  context,
}) => {
  await keep(page, server);
  await server.stop();
  await context.setOffline(true);

  await page.goto(`${server.url}/security/password-hashing/`, slow);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('/');
  await page.locator('search-box input').fill('argon2 memory');
  await expect(page.locator('[role=option][href*="/password-hashing/"] .excerpt').first()).toContainText(/\w/, slow);

  await page.goto(`${server.url}/practice/mistakes/#seed=monday&sections=testing&count=2`, slow);
  await expect(page.locator('.stage form')).toBeVisible(slow);
  await page.goto(`${server.url}/set/#3,17`, slow);
  await expect(page.locator('.set-chosen > li')).toHaveCount(2);
  await page.goto(`${server.url}/q/19/#q19-pitfalls`, slow);
  await expect(page).toHaveURL(`${server.url}/dependencies/dependency-scopes/#q19-pitfalls`);

  // As people type addresses, and servers complete them.
  for (const typed of ['/routing/path-parameters', '/routing/path-parameters/index.html', '/q/7']) {
    await page.goto(server.url + typed, slow);
    await expect(page).toHaveURL(`${server.url}/routing/path-parameters/`);
    await expect(page.locator('#q7-pitfalls')).toBeAttached();
  }

  // What is not kept says so.
  await page.goto(`${server.url}/answers.json`, slow);
  await expect(page.getByText('is not part of the copy')).toBeVisible();
  await expect(status(page)).toHaveText('The copy is kept. There is no network now.', slow);
});

test('a new build is shown at the next visit, said, and kept', async ({ page, server }) => {
  await keep(page, server);
  await page.goto(`${server.url}/topics/`);
  await expect(page.locator('.kept-news')).toHaveCount(0);
  const [old] = await shelves(page);
  await server.publish('topics/index.html', '<h1', '<h1 data-build="new"');
  const before = server.asked.length;
  await page.goto(`${server.url}/topics/`);
  await expect(page.locator('h1[data-build=new]')).toBeVisible();
  await expect(page.locator('.kept-news')).toContainText('A new version of this site has come', slow);
  // Of the pages only the one that changed was fetched again.
  const again = server.asked.slice(before).filter((path) => path.endsWith('/'));
  expect(new Set(again)).toEqual(new Set(['/topics/']));
  await expect.poll(() => shelves(page), slow).not.toContain(old);
  expect((await shelves(page)).length).toBe(1);

  await server.stop();
  await page.getByRole('button', { name: 'Show it' }).click();
  await expect(page.locator('h1[data-build=new]')).toBeVisible(slow);
  await expect(page.locator('.kept-news')).toHaveCount(0);
});

test('a page read from the copy is told of a new build when the network is back', async ({ page, server }) => {
  await keep(page, server);
  await server.stop();
  await server.publish('topics/index.html', '<h1', '<h1 data-build="new"');
  await page.goto(`${server.url}/topics/`, slow);
  await expect(page.locator('h1[data-build=new]')).toHaveCount(0);
  await server.start();
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await page.getByRole('button', { name: 'Show it' }).click(slow);
  await expect(page.locator('h1[data-build=new]')).toBeVisible(slow);
});

test('a server that hangs is waited for three seconds, then the kept page comes', async ({ page, server }) => {
  await keep(page, server);
  server.delay = 60_000;
  const start = Date.now();
  await page.goto(`${server.url}/routing/path-parameters/`, slow);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible(slow);
  const waited = Date.now() - start;
  expect(waited).toBeGreaterThanOrEqual(3_000);
  expect(waited).toBeLessThan(45_000);
});

test('a server that fails is no better than the copy; a page that is gone is gone', async ({ page, server }) => {
  await keep(page, server);
  server.remove('topics/index.html');
  await page.goto(`${server.url}/topics/`);
  await expect(page.getByText('not found')).toBeVisible();
  server.failing = true;
  await page.goto(`${server.url}/topics/`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible(slow);
});

test('a program runs without a network, on a page that was never visited, once Python was loaded on another', async ({
  page,
  server,
}) => {
  await keep(page, server);
  const run = async (path: string, file: string) => {
    await page.goto(server.url + path, slow);
    await page
      .getByRole('button', { name: `Run ${file}`, exact: true })
      .first()
      .click();
    const load = page.getByRole('button', { name: 'Load and run' });
    const said = page.getByText('as recorded');
    await expect(load.or(said).first()).toBeVisible(slow);
    if (await load.isVisible()) await load.click();
    await expect(said.first()).toBeVisible({ timeout: 90_000 });
  };
  await run('/routing/path-parameters/', 'catalogue.py');
  await server.stop();
  await run('/routing/declaring-routes/', 'library.py');
});

test('a network that wants a login first does not stand for search and scripts', async ({ page, server }) => {
  await keep(page, server);
  await page.goto(`${server.url}/routing/path-parameters/`, slow);
  for (const file of ['search.json', 'pagefind/pagefind.js', 'pagefind/pagefind-entry.json']) {
    server.replace(`/${file}`, '<!doctype html><title>Log in</title>', 'text/html');
  }
  await page.keyboard.press('/');
  await page.locator('search-box input').fill('argon2 memory');
  await expect(page.locator('[role=option][href*="/password-hashing/"] .excerpt').first()).toContainText(/\w/, slow);
});

test('a worker of another build than the list is told, and can be waited for', async ({ page, server }) => {
  await page.goto(`${server.url}/offline/`);
  await expect(page.getByRole('button', { name: /^Keep for offline/ })).toBeVisible(slow);
  server.replace('/sw.js', await bundleWorker('0123456789abcdef'));
  await page.getByRole('button', { name: /^Keep for offline/ }).click();
  await expect(status(page)).toHaveText(/^The server gives other files than it lists/, slow);
  expect(await registrations(page)).toBe(0);
  server.replace('/sw.js');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(status(page)).toHaveText(/^Done\. Kept and up to date/, slow);
});

test('the copy can be removed, and what is being fetched cancelled', async ({ page, server }) => {
  await keep(page, server);
  await page.getByRole('button', { name: 'Remove the kept copy' }).click();
  await expect(status(page)).toHaveText(/^Removed\. \d+ pages/, slow);
  expect([await shelves(page), await registrations(page)]).toEqual([[], 0]);

  server.delay = 200;
  await page.getByRole('button', { name: /^Keep for offline/ }).click();
  await expect(page.locator('offline-copy progress')).toBeVisible();
  await expect
    .poll(() => page.locator('offline-copy progress').evaluate((bar: HTMLProgressElement) => bar.value))
    .toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(status(page)).toHaveText(/^Cancelled\. \d+ pages/, slow);
  await expect(page.getByRole('button', { name: /^Keep for offline/ })).toBeFocused();
  expect([await shelves(page), await registrations(page)]).toEqual([[], 0]);
});

for (const end of ['with its end', 'with nothing'] as const) {
  test(`a build without a worker, ${end} at its address, removes it and the copy`, async ({ page, server }) => {
    await keep(page, server);
    await server.publishWithout(end);
    // Whatever of the old worker's life is left, a visit or two end it.
    await expect(async () => {
      await page.goto(`${server.url}/topics/`);
      await expect.poll(() => registrations(page), { timeout: 5_000 }).toBe(0);
    }).toPass(slow);
    expect(await shelves(page)).toEqual([]);
    await page.goto(`${server.url}/offline/`);
    await expect(status(page)).toHaveText('This site is published without copies to keep.', slow);
    await expect(page.locator('offline-copy button:visible')).toHaveCount(0);
  });
}

test('where nothing can be kept, a sentence says why', async ({ page, server }) => {
  // Not 127.0.0.1, and not https: no place for a worker.
  await page.addInitScript(() => Object.defineProperty(window, 'isSecureContext', { value: false }));
  await page.goto(`${server.url}/offline/`);
  await expect(status(page)).toHaveText('A copy can be kept only where the site is opened over https.', slow);
  await page.addInitScript(() => {
    Object.defineProperty(window, 'isSecureContext', { value: true });
    Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined });
  });
  await page.reload();
  await expect(status(page)).toHaveText('This browser keeps no copies of sites, or not in a private window.', slow);
  await expect(page.locator('offline-copy button:visible')).toHaveCount(0);
});

for (const [what, name, said] of [
  ['a full device', 'QuotaExceededError', /^The browser has not enough room: [\d.]+ MB are needed\./],
  ['a refusing browser', 'SecurityError', /^The browser refuses to keep anything for this site/],
] as const) {
  test(`${what} is told in a sentence, and leaves no worker`, async ({ page, server }) => {
    await page.addInitScript((name) => {
      Cache.prototype.put = () => Promise.reject(new DOMException('no', name));
    }, name);
    await page.goto(`${server.url}/offline/`);
    await page.getByRole('button', { name: /^Keep for offline/ }).click(slow);
    await expect(status(page)).toHaveText(said, slow);
    expect(await registrations(page)).toBe(0);
  });
}

test('files that are not those of the list are refused', async ({ page, server }) => {
  await page.goto(`${server.url}/offline/`);
  await expect(page.getByRole('button', { name: /^Keep for offline/ })).toBeVisible(slow);
  await server.publish('topics/index.html', '<h1', '<h1 data-build="new"');
  await page.getByRole('button', { name: /^Keep for offline/ }).click();
  await expect(status(page)).toHaveText(/^The server gives other files than it lists/, slow);
  expect(await registrations(page)).toBe(0);
});
