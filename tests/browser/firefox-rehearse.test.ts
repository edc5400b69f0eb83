import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { readAnswers } from '../support/answers.ts';
import { focused, launch, open as openIn, press, said } from './firefox.ts';

/** What Chromium is tested for under the names of the pages, in the second engine: progress, sessions, interviews. */
const folder = mkdtempSync(join(tmpdir(), 'firefox-'));
const total = readAnswers().length;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: string[];

test.describe.configure({ mode: 'default', timeout: 120_000 });
test.beforeAll(async () => {
  browser = await launch({
    'browser.download.folderList': 2,
    'browser.download.dir': folder,
    'browser.download.useDownloadDir': true,
    'browser.helperApps.neverAsk.saveToDisk': 'application/json,text/calendar',
    // A test may read what was copied.
    'dom.events.testing.asyncClipboard': true,
    'media.navigator.streams.fake': true,
    'media.navigator.permission.disabled': true,
  });
});
test.afterAll(() => browser?.close());
// Each test is another reader: nothing is kept from one to the next.
test.beforeEach(async () => {
  context = await browser.createBrowserContext();
  ({ page, complaints } = await openIn(context));
  await page.bringToFront();
});
test.afterEach(async () => {
  await context.close();
  expect(complaints).toEqual([]);
});

const day = (after: number) => {
  const time = new Date();
  time.setDate(time.getDate() + after);
  return [time.getFullYear(), time.getMonth() + 1, time.getDate()].map((one) => String(one).padStart(2, '0')).join('-');
};
const shown = (name: string) => `[data-show=${name}]`;
const copied = (one: Page) => one.evaluate(() => navigator.clipboard.readText());
async function practice(one: Page, base: string | undefined, fragment = '') {
  await one.goto(`${base}/practice/${fragment}`);
  await one.waitForSelector('practice-desk[data-ready]');
}
/** Says an answer and grades it, by keyboard. */
async function grade(one: Page, ...grades: ('1' | '2' | '3' | '4')[]) {
  for (const key of grades) {
    await focused(one, '.session-question');
    await one.keyboard.press(' ');
    await focused(one, '.session-say');
    await one.keyboard.press(key);
    await one.waitForSelector('.session-answer[hidden]');
  }
}
/** The name and text of the file that pressing a button saves. */
async function saved(one: Page, button: string) {
  const before = new Set(readdirSync(folder));
  await press(one, button);
  const added = () => readdirSync(folder).filter((file) => !before.has(file));
  await expect.poll(() => added().filter((file) => !file.endsWith('.part')).length, { timeout: 30_000 }).toBe(1);
  await expect.poll(() => added().length, { timeout: 30_000 }).toBe(1);
  const [file = ''] = added();
  return { file, text: readFileSync(join(folder, file), 'utf8') };
}
async function take(one: Page, text: string) {
  const file = join(folder, 'taken.json');
  writeFileSync(file, text);
  const field = await one.waitForSelector('progress-keeping input[type=file]');
  await field!.uploadFile(file);
}

test('Firefox rehearses: an answer on demand, grades, undo, what comes when', async ({ baseURL }) => {
  await practice(page, baseURL);
  await page.click('.practice-start');
  await focused(page, '.session-question');
  // No grade before the answer was looked at.
  await page.keyboard.press('3');
  await said(page, '.session-place').toBe('1 of 5');
  await page.keyboard.press(' ');
  await focused(page, '.session-say');
  await said(page, '[data-grade="3"] small').toBe('in 2 days');
  // Space opens the next layer: what is listened for, then the follow-ups.
  await page.keyboard.press(' ');
  await page.waitForSelector('.session-answer details[open] .session-listens');
  for (const key of ['c', 'n', 'p'] as const) await page.keyboard.press(key);
  await said(page, '.session-place').toBe('1 of 5');
  await page.keyboard.press('1');
  await grade(page, '3');
  await page.keyboard.press('u');
  await said(page, '.session-place').toBe('2 of 5');
  await page.keyboard.press('4');
  await said(page, '.session-place').toBe('3 of 5');
  // A reload stays in the session, and Back leads to the desk.
  await page.reload();
  await said(page, '.session-place').toBe('3 of 5');
  await grade(page, '2', '3', '3');
  await said(page, '.session-over').toBe('Done: 5 questions');
  await expect
    .poll(() => page.$$eval('.session-when li', (all) => all.map((one) => one.textContent)))
    .toEqual([
      'in 10 minutes: question 1',
      'in 15 minutes: question 3',
      'in 2 days: questions 4, 5',
      'in 8 days: question 2',
    ]);
  await practice(page, baseURL, '?');
  await said(page, '.keeping-state').toBe('Kept in this browser: 5 grades of 5 questions.');
  await said(page, '[data-count=missed]').toBe('1');
});

test('Firefox asks a set in its order, and says what a link names in vain', async ({ baseURL }) => {
  await practice(page, baseURL, '#22,3,999&title=Monday%20group');
  await said(page, '.practice-note').toBe('The link names what is not here: 999.');
  await page.click('.practice-start');
  await said(page, '.session-question').toMatch(/^22 /);
  await grade(page, '3');
  await said(page, '.session-question').toMatch(/^3 /);
});

test('Firefox lets nothing come after the day of the interview, and gives a calendar', async ({ baseURL }) => {
  await practice(page, baseURL);
  await page.$eval(
    'input[name=day]',
    (field, value) => {
      field.focus();
      field.value = value;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.dispatchEvent(new Event('change', { bubbles: true }));
    },
    day(3),
  );
  await said(page, '[data-count=today]').toBe(String(Math.ceil(total / 3)));
  await page.click('.practice-start');
  await focused(page, '.session-question');
  await page.keyboard.press(' ');
  await said(page, '[data-grade="4"] small').toBe('on the day');
  await page.keyboard.press('4');
  await press(page, 'Leave');
  await said(page, '[data-section=fundamentals] .outlook-known').toBe('1');
  const { file, text } = await saved(page, 'Calendar');
  expect(file).toBe('rehearse.ics');
  expect(text.match(/BEGIN:VEVENT/g)!.length).toBeGreaterThanOrEqual(4);
  expect(text).toContain(`DTSTART;VALUE=DATE:${day(3).replaceAll('-', '')}\r\n`);
  await page.reload();
  await expect.poll(() => page.$eval('input[name=day]', (field) => field.value)).toBe(day(3));
});

test('Firefox says while one reads what is due and what has changed', async ({ baseURL }) => {
  await practice(page, baseURL, '#7');
  await grade(page, '3');
  await page.waitForFunction(() => '7' in JSON.parse(localStorage['fastapi-answers:rehearsed'] ?? '{}'));
  const answer = `${baseURL}/routing/path-parameters/`;
  await page.goto(answer);
  await said(page, 'a.rehearse').toBe('Rehearse');
  const keep = (place: 0 | 1, value: string) =>
    page.evaluate(
      (at, text) => {
        const kept = JSON.parse(localStorage['fastapi-answers:rehearsed']);
        kept[7][at] = text;
        localStorage['fastapi-answers:rehearsed'] = JSON.stringify(kept);
      },
      place,
      value,
    );
  await keep(0, day(0));
  await page.reload();
  await said(page, 'a.rehearse').toBe('Due again');
  await page.goto(`${baseURL}/routing/`);
  await expect
    .poll(() =>
      page.$$eval('a.rehearse', (all) =>
        all.filter((one) => one.textContent === 'Due again').map((one) => one.getAttribute('href')),
      ),
    )
    .toEqual(['/practice/#7']);
  await page.goto(`${baseURL}/`);
  await page.waitForSelector('::-p-text(1 due today)', { visible: true });
  await keep(1, '000000000000');
  await page.goto(answer);
  await said(page, 'a.rehearse').toBe('Changed');
});

test('Firefox exports progress, forgets it, and imports it, which merges', async ({ baseURL }) => {
  await practice(page, baseURL, '#7');
  await grade(page, '1');
  await press(page, 'Leave');
  const { file, text } = await saved(page, 'Export a file');
  expect(file).toMatch(/^fastapi-answers-progress-\d{4}-\d\d-\d\d-\d{4}\.json$/);
  await press(page, 'Start anew');
  await page.waitForSelector('.keeping-ask[open]');
  await page.click('.keeping-ask [value=no]');
  await said(page, '[data-count=missed]').toBe('1');
  await press(page, 'Start anew');
  await page.waitForSelector('.keeping-ask[open]');
  await page.click('.keeping-ask [value=yes]');
  await said(page, '.keeping-said').toBe('All is forgotten.');
  await said(page, '[data-count=missed]').toBe('0');
  await take(page, text.slice(0, 50));
  await said(page, '.keeping-said').toContain('cut off');
  await take(page, '{"format":"anki"}');
  await said(page, '.keeping-said').toContain('no file of progress from here');
  await take(page, text);
  await said(page, '.keeping-said').toBe('1 grade added.');
  await said(page, '[data-count=missed]').toBe('1');
  await take(page, text);
  await said(page, '.keeping-said').toBe('0 grades added, 1 was here already.');
  // What is there already is added to, once the reader says so.
  const other = JSON.parse(text);
  other.graded = [{ ...other.graded[0], number: 9, at: 1_795_700_000 }];
  await take(page, JSON.stringify(other));
  await page.waitForSelector('.keeping-ask[open]');
  await page.click('.keeping-ask [value=yes]');
  await said(page, '.keeping-state').toContain('2 grades of 2 questions');
  await take(page, JSON.stringify({ ...other, version: 99 }));
  await said(page, '.keeping-said').toContain('made by a newer edition');
});

test('Firefox takes progress to another device by link and QR code', async ({ baseURL }) => {
  await practice(page, baseURL, '#7');
  await grade(page, '1');
  await press(page, 'Leave');
  await press(page, 'Copy as link');
  await expect.poll(() => copied(page)).toContain('/practice/#');
  const link = await copied(page);
  await press(page, 'QR code');
  await page.waitForSelector('.keeping-code[open] svg');
  const device = await browser.createBrowserContext();
  const { page: other } = await openIn(device);
  await other.goto(link);
  await other.waitForSelector('.keeping-ask[open]');
  await said(other, '#keeping-question').toContain('The link holds 1 grade of 1 question');
  await other.click('.keeping-ask [value=yes]');
  await said(other, '[data-count=missed]').toBe('1');
  expect(new URL(other.url()).hash).toBe('');
  await other.goto(link.slice(0, -3));
  await said(other, '.keeping-said').toContain('The link is damaged');
  await device.close();
});

test('Firefox keeps two tabs in agreement', async ({ baseURL }) => {
  await practice(page, baseURL);
  const { page: other } = await openIn(context);
  await practice(other, baseURL, '#7');
  await grade(other, '1');
  await said(page, '[data-count=missed]').toBe('1');
  await page.bringToFront();
  await press(page, 'Start anew');
  await page.waitForSelector('.keeping-ask[open]');
  await page.click('.keeping-ask [value=yes]');
  await said(page, '.keeping-said').toBe('All is forgotten.');
  await other.bringToFront();
  await press(other, 'Leave');
  await said(other, '[data-count=missed]').toBe('0');
});

for (const [what, version, note] of [
  ['that a newer edition keeps', 99, 'A newer edition of this site keeps your progress'],
  ['that is broken', 1, 'cannot be read'],
] as const) {
  test(`Firefox tells of a store ${what}, and overwrites nothing`, async ({ baseURL }) => {
    await page.goto(`${baseURL}/404.html`);
    const versions = () => page.evaluate(() => indexedDB.databases());
    await page.evaluate(
      (number) =>
        new Promise<void>((done) => {
          const asked = indexedDB.open('fastapi-answers:progress', number);
          asked.onupgradeneeded = () => asked.result.createObjectStore('graded');
          asked.onsuccess = () => {
            asked.result.close();
            done();
          };
        }),
      version,
    );
    await practice(page, baseURL, '#7');
    await grade(page, '3');
    await press(page, 'Leave');
    await said(page, '.practice-note').toContain(note);
    await said(page, '.keeping-state').toBe('In this page alone: 1 grade of 1 question.');
    expect((await versions()).map((one) => one.version)).toEqual([version]);
  });
}

test('Firefox tells that progress which was there is gone', async ({ baseURL }) => {
  await page.goto(`${baseURL}/404.html`);
  await page.evaluate(() => {
    localStorage['fastapi-answers:rehearsed'] = '{"7":["2026-12-01","e6070c5c85e7"]}';
  });
  await practice(page, baseURL);
  await said(page, '.practice-note').toContain('Your progress is gone');
});

test('Firefox holds a mock interview with a recording, and sums it up', async ({ baseURL }) => {
  await page.goto(`${baseURL}/practice/mock/#count=2&minutes=30&seed=k3f9x`);
  await press(page, 'Begin the interview');
  await focused(page, shown('question'));
  await press(page, 'Say it and record');
  await said(page, 'say-aloud [role=timer]').toMatch(/^0:(?!0[01])/);
  await press(page, 'Done');
  await page.waitForFunction(() => Number(document.querySelector('audio')?.duration) > 1);
  await page.keyboard.press('ArrowRight');
  await focused(page, shown('next'));
  await page.keyboard.press('ArrowRight');
  await focused(page, shown('say'));
  await page.click(`${shown('ticks')} input`);
  // A reload loses nothing.
  await page.reload();
  await press(page, 'Go on with it');
  await focused(page, shown('say'));
  expect(await page.$eval(`${shown('ticks')} input`, (box) => (box as HTMLInputElement).checked)).toBe(true);
  await page.keyboard.press('3');
  await said(page, shown('place')).toBe('Question 2 of 2');
  await press(page, 'Skip');
  await focused(page, shown('title'));
  await said(page, shown('kept')).toContain('kept on this device');
  await said(page, '.results > li').toMatch(/good, 1 of \d points, follow-up missed/);
  await press(page, 'Copy as Markdown');
  await expect.poll(() => copied(page)).toContain('/set/#');
  await page.locator('::-p-xpath(//a[contains(., "The missed ones as a set")])').click();
  await said(page, 'h1').toBe('Missed in a mock interview');
});

test('Firefox has a room for two, whose screens ask the same in the same order', async ({ baseURL }) => {
  const link = `${baseURL}/practice/room/#22,3,17&title=Monday`;
  await page.goto(`${link}&role=interviewer`);
  await focused(page, shown('question'));
  const { page: other } = await openIn(context);
  await other.goto(`${link}&role=candidate`);
  await focused(other, shown('question'));
  const question = (one: Page) => one.$eval(shown('question'), (node) => node.textContent);
  for (const at of [1, 2, 3]) {
    for (const one of [page, other]) await said(one, shown('place')).toBe(`Question ${at} of 3`);
    expect(await question(other)).toBe(await question(page));
    for (const one of [page, other]) {
      await one.bringToFront();
      await one.keyboard.press('ArrowRight');
    }
  }
  // A reload, without any storage, is at the same question.
  await other.reload();
  await said(other, shown('place')).toBe('Question 3 of 3');
  await other.close();
  await page.click(`${shown('ticks')} input`);
  await page.type('interview-room textarea', 'calm');
  await press(page, 'End');
  await focused(page, shown('title'));
  await said(page, '.results').toContain('calm');
  await press(page, 'Copy as Markdown');
  await expect.poll(() => copied(page)).toMatch(/^## Monday, /);
});

test('Firefox runs a round of exercises, and has the missed ones as a set', async ({ baseURL }) => {
  await page.goto(`${baseURL}/practice/mistakes/#seed=monday&sections=testing&count=2`);
  await page.waitForSelector('.stage form');
  await page.click('.stage input');
  await page.click('.stage form button');
  await page.waitForSelector('.stage .is-wrong s');
  expect(await page.$eval('.stage .verdict', (node) => node === document.activeElement)).toBe(true);
  await page.click('[data-do=next]');
  await page.click('[data-do=next]');
  await said(page, '.summary h2').toMatch(/^[01] of 2 right$/);
  await page.reload();
  await said(page, '.summary h2').toMatch(/^[01] of 2 right$/);
  await page.goto(`${baseURL}/practice/predict/testing/`);
  await page.waitForSelector('textarea');
  await page.click('input[value^="404"]');
  await page.type('textarea', 'detail');
  await page.click('.exercise form button');
  await said(page, '.verdict').toMatch(/You said 404 Not Found\.$/);
  expect(await page.$$eval('ins', (all) => all.length)).toBeGreaterThan(0);
});
