import { expect, test } from 'playwright/test';
import type { Browser } from 'puppeteer-core';
import { Publisher } from '../support/publisher.ts';
import { violations } from './axe.ts';
import { focused, launch, open as openIn } from './firefox.ts';
import { kinds, paths } from './paths.ts';

let browser: Browser;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  browser = await launch();
});
test.afterAll(() => browser?.close());

const open = () => openIn(browser);

test('Firefox shows every page without a complaint, and axe finds nothing on a page of each kind', async ({
  baseURL,
}) => {
  test.setTimeout(300_000);
  const { page, complaints } = await open();
  for (const path of paths) {
    await page.goto(`${baseURL}${path}`);
    expect(complaints, path).toEqual([]);
    if (!kinds.has(path)) continue;
    expect(await violations(page, 'html', 'WHOLE' in process.env), path).toEqual([]);
  }
  await page.close();
});

test('Firefox opens what a fragment lies in, by address and by script', async ({ baseURL }) => {
  const { page, complaints } = await open();
  await page.goto(`${baseURL}/dependencies/dependency-scopes/`);
  const folds = await page.$$eval('.follow-up, .wrong', (all) => all.map((one) => one.querySelector('span[id]')!.id));
  const isOpen = (id: string) => page.$eval(`[id="${id}"]`, (node) => node.closest('details')!.open);
  const [first = '', last = ''] = [folds[0], folds.at(-1)];
  await page.goto(`${baseURL}/dependencies/dependency-scopes/#${first}`);
  await page.waitForFunction((id) => document.getElementById(id)!.closest('details')!.open, {}, first);
  expect(await isOpen(last)).toBe(false);
  await page.evaluate((id) => {
    location.hash = id;
  }, last);
  await page.waitForFunction((id) => document.getElementById(id)!.closest('details')!.open, {}, last);
  expect(complaints).toEqual([]);
  await page.close();
});

test('Firefox sets the theme, marks the target of a fragment, and follows a short link with its fragment', async ({
  baseURL,
}) => {
  const { page, complaints } = await open();
  await page.goto(`${baseURL}/q/19/#q19-pitfalls`);
  await page.waitForFunction(() => location.pathname === '/dependencies/dependency-scopes/');
  expect(page.url()).toBe(`${baseURL}/dependencies/dependency-scopes/#q19-pitfalls`);
  const ground = (selector: string) => page.$eval(selector, (node) => getComputedStyle(node).backgroundColor);
  expect(await ground('#q19-pitfalls')).not.toBe(await ground('#q19-example'));
  const before = await ground('body');
  await page.click('theme-switch button');
  expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
  expect(await ground('body')).not.toBe(before);
  await page.evaluate(() => localStorage.clear());
  expect(complaints).toEqual([]);
  await page.close();
});

test('Firefox stars an answer, opens my set, and brings the bar of a passage', async ({ baseURL }) => {
  const { page, complaints } = await open();
  await page.goto(`${baseURL}/dependencies/dependency-scopes/`);
  await page.waitForSelector('copy-link .star');
  await page.click('copy-link .star');
  await page.waitForSelector('copy-link .star[aria-pressed=true]');
  await page.$eval('.say p', (node) => getSelection()!.selectAllChildren(node));
  await page.waitForSelector('.passage-bar:not([hidden])');
  await page.focus('.passage-bar a');
  await page.waitForSelector('.passage-bar a[href*="%3A%7E%3Atext%3D"]');
  await page.goto(`${baseURL}/set/`);
  await page.waitForFunction(() => location.hash === '#19' && document.querySelector('h1')!.textContent === 'My set');
  await page.evaluate(() => localStorage.clear());
  expect(complaints).toEqual([]);
  await page.close();
});

test('Firefox runs a program, tells a change from its record, and runs tests', async ({ baseURL }) => {
  test.setTimeout(400_000);
  const { page, complaints } = await open();
  const press = (name: string) =>
    page.evaluate((text) => {
      const found = [...document.querySelectorAll<HTMLElement>('run-bench button')].find(
        (one) => one.textContent === text,
      );
      found!.click();
    }, name);
  const run = async (path: string, file: string) => {
    await page.goto(`${baseURL}${path}`);
    await page.waitForSelector(`button[aria-label="Run ${file}"]`);
    await page.$eval(`button[aria-label="Run ${file}"]`, (button) => (button as HTMLElement).click());
    // Kept since the last time, nothing is asked.
    await page.waitForFunction(() =>
      document.querySelector('run-bench .bench-ask button, run-bench .bench-progress:not([hidden])'),
    );
    await page.evaluate(() => document.querySelector<HTMLElement>('run-bench .bench-ask:not([hidden]) .main')?.click());
  };
  const says = (text: string) =>
    page.waitForFunction(
      (wanted) => document.querySelector('run-bench [role=status]')?.textContent?.includes(wanted),
      { timeout: 180_000 },
      text,
    );
  await run('/routing/path-parameters/', 'catalogue.py');
  await says('200 OK, as recorded');
  const content = await page.waitForSelector('run-bench >>> .cm-content');
  await content!.evaluate((node) => (node as HTMLElement).focus());
  await page.keyboard.down('Control');
  await page.keyboard.press('End');
  await page.keyboard.up('Control');
  await page.keyboard.type('\n\napp.router.routes.clear()\n');
  await press('Run');
  await says('404 Not Found, 2 lines differ from the record');
  await run('/testing/testing-apps/', 'test_orders.py');
  await says('7 passed');
  expect(complaints).toEqual([]);
  await page.close();
});

test('Firefox, with site data blocked, searches, rehearses, changes the theme, and obeys its keys', async ({
  baseURL,
}) => {
  test.setTimeout(120_000);
  const strict = await launch({ 'network.cookie.cookieBehavior': 2 });
  try {
    const page = await strict.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`${baseURL}/dependencies/dependency-scopes/`);
    const refused = await page.evaluate(() => {
      try {
        return String(localStorage);
      } catch (error) {
        return (error as Error).name;
      }
    });
    expect(refused).toBe('SecurityError');
    await page.click('theme-switch button');
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    await page.keyboard.press('/');
    await focused(page, 'search-box input');
    await page.keyboard.type('override dependencies');
    await page.waitForSelector('[role=option][aria-selected=true][href$="/overriding-dependencies/"]');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.pathname === '/dependencies/overriding-dependencies/');
    // A script that is still on its way when the page is left would be a complaint.
    await page.waitForNetworkIdle();
    await page.goto(`${baseURL}/practice/#7`);
    await focused(page, '.session-question');
    await page.keyboard.press(' ');
    await page.keyboard.press('3');
    await page.click('[data-do=over]');
    const note = await page.$eval('.practice-note', (node) => node.textContent);
    expect(note).toContain('This browser keeps nothing for this site');
    expect(complaints).toEqual([]);
  } finally {
    await strict.close();
  }
});

test('Firefox leads from a number to its question', async ({ baseURL }) => {
  test.setTimeout(120_000);
  const { page, complaints } = await open();
  for (const query of ['7', '#7', 'q7', 'question 7']) {
    await page.goto(`${baseURL}/security/cors-and-jwt/`);
    await page.keyboard.press('/');
    await focused(page, 'search-box input');
    await page.keyboard.type(query);
    await page.waitForSelector('[role=option][aria-selected=true][href*="/routing/path-parameters/"]');
  }
  expect(complaints).toEqual([]);
  await page.close();
});

for (const part of ['pagefind/pagefind.js', 'pagefind-entry.json', '.pf_index', '.pf_fragment']) {
  test(`Firefox finds without ${part}, and has the full text when it comes`, async ({ baseURL }) => {
    test.setTimeout(180_000);
    const { page } = await open();
    let broken = true;
    await page.setRequestInterception(true);
    page.on(
      'request',
      (request) => void (broken && request.url().includes(part) ? request.abort() : request.continue()),
    );
    await page.goto(`${baseURL}/security/cors-and-jwt/`);
    await page.keyboard.press('/');
    await focused(page, 'search-box input');
    await page.keyboard.type('override dependencies in tests');
    await page.waitForSelector('[role=option][aria-selected=true][href*="/overriding-dependencies/"]');
    broken = false;
    await page.$eval('search-box input', (field) => field.select());
    await page.keyboard.type('argon2 memory');
    await page.waitForFunction(
      () => /\w/.test(document.querySelector('[role=option][href*="/password-hashing/"] .excerpt')?.textContent ?? ''),
      { timeout: 90_000 },
    );
    await page.close();
  });
}

test('Firefox keeps the site when asked, reads and searches it without a server, and is told of a new build', async () => {
  test.setTimeout(240_000);
  const server = await new Publisher().start();
  const { page } = await open();
  const patient = { timeout: 60_000 };
  try {
    await page.goto(`${server.url}/offline/`);
    await page.waitForSelector('[data-do=keep]:not([hidden])', patient);
    await page.click('[data-do=keep]');
    await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated', patient);
    await server.stop();
    await page.goto(`${server.url}/security/password-hashing/`, patient);
    await page.keyboard.press('/');
    await focused(page, 'search-box input');
    await page.keyboard.type('argon2 memory');
    await page.waitForFunction(
      () => /\w/.test(document.querySelector('[role=option][href*="/password-hashing/"] .excerpt')?.textContent ?? ''),
      patient,
    );
    await server.publish('topics/index.html', '<h1', '<h1 data-build="new"');
    await server.start();
    await page.goto(`${server.url}/topics/`, patient);
    await page.waitForSelector('h1[data-build=new]', patient);
    await page.waitForSelector('.kept-news button', patient);
    await server.stop();
    await page.goto(`${server.url}/topics/`, patient);
    await page.waitForSelector('h1[data-build=new]', patient);
    await server.start();
    await page.goto(`${server.url}/offline/`, patient);
    await page.waitForSelector('[data-do=remove]:not([hidden])', patient);
    await page.click('[data-do=remove]');
    await page.waitForSelector('[data-do=keep]:not([hidden])', patient);
    expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
  } finally {
    await page.close();
    await server.stop();
  }
});
