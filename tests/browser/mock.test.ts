import { type Browser, type BrowserContextOptions, expect, type Page, test } from 'playwright/test';
import { readAnswers } from '../support/answers.ts';
import { faults } from './axe.ts';
import { button, copied, seeWithoutScripts, shown, views } from './interview.ts';

const address = '/practice/mock/#count=2&minutes=30&seed=k3f9x';

async function begin(page: Page, at = address) {
  await page.goto(at);
  await button(page, 'Begin the interview').click();
  await expect(shown(page, 'question')).toBeFocused();
}

/** Answers a question by keyboard: says it, replies, ticks the first points, grades. */
async function answer(page: Page, ticks: number, grade: string) {
  await page.keyboard.press('ArrowRight');
  await expect(shown(page, 'next')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(shown(page, 'say')).toBeFocused();
  for (let at = 0; at < ticks; at += 1) await shown(page, 'ticks').getByRole('checkbox').nth(at).press('Space');
  await page.keyboard.press(grade);
}

let complaints: string[];
test.beforeEach(({ page }) => {
  complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
});
test.afterEach(() => expect(complaints).toEqual([]));

test('an interview is held by keyboard alone, and summed up', async ({ page }) => {
  await begin(page);
  const first = (await shown(page, 'question').textContent())!;
  await expect(shown(page, 'place')).toHaveText('Question 1 of 2');
  // A grade is none while the question is asked.
  await page.keyboard.press('3');
  await expect(shown(page, 'place')).toHaveText('Question 1 of 2');
  await answer(page, 2, '3');
  await expect(shown(page, 'place')).toHaveText('Question 2 of 2');
  const second = (await shown(page, 'question').textContent())!;
  await button(page, 'Skip').first().press('Enter');
  await expect(shown(page, 'title')).toBeFocused();
  await expect(page.locator('.interview-summary')).toContainText('2 of 2 questions');
  const results = page.locator('.results > li');
  await expect(results.first()).toContainText(first);
  await expect(results.first()).toContainText(/good, 2 of \d points, follow-up missed, 0:0\d/);
  await expect(results.nth(1)).toContainText('skipped, 0 of');
  await expect(shown(page, 'levels').locator('tr').first()).toHaveText(/^Junior\s*\d of \d$/i);

  const [number = ''] = ((await results.nth(1).locator('a').first().textContent()) ?? '').split('.');
  await button(page, 'Copy as Markdown').click();
  const text = await copied(page);
  expect(text).toContain(`- ${number}. [${second}](http`);
  expect(text).toContain(`/set/#${number}&title=Missed%20in%20a%20mock%20interview>`);
  expect(text).toContain('The same interview: <http');
  await page.getByRole('link', { name: 'The missed ones as a set' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Missed in a mock interview');
  await expect(page.locator('.set-chosen > li')).toHaveCount(1);
});

test('grades are kept with those of practice, skipped questions are not', async ({ page }) => {
  await begin(page);
  await answer(page, 0, '4');
  await button(page, 'Skip').first().click();
  await expect(shown(page, 'kept')).toHaveText('The grades are kept on this device, and practice plans with them.');
  const graded = await page.evaluate(
    () =>
      new Promise<{ by: string; grade: number; seen: string }[]>((done) => {
        const open = indexedDB.open('fastapi-answers:progress');
        open.onsuccess = () => {
          const all = open.result.transaction('graded').objectStore('graded').getAll();
          all.onsuccess = () => done(all.result);
        };
      }),
  );
  expect(graded).toHaveLength(1);
  expect(graded[0]).toMatchObject({ by: 'mock', grade: 4, seen: expect.stringMatching(/^[\da-f]{12}$/) });
});

test('the same link asks somebody else the same, another interview asks something else', async ({ page, browser }) => {
  await begin(page);
  const question = await shown(page, 'question').textContent();
  await page.keyboard.press('ArrowRight');
  const next = await shown(page, 'next').textContent();
  const other = await browser.newPage();
  await begin(other, page.url());
  await expect(shown(other, 'question')).toHaveText(question!);
  await other.keyboard.press('ArrowRight');
  await expect(shown(other, 'next')).toHaveText(next!);
  await other.close();
  await button(page, 'End the interview').click();
  await button(page, 'The same questions again').click();
  await expect(shown(page, 'question')).toHaveText(question!);
  await button(page, 'End the interview').click();
  await button(page, 'Another interview').click();
  await button(page, 'Begin the interview').click();
  await expect(shown(page, 'question')).toBeVisible();
  expect(page.url()).not.toContain('seed=k3f9x');
});

test('a reload loses nothing: neither of the interview nor of its summary', async ({ page }) => {
  await begin(page);
  await answer(page, 1, '2');
  await expect(shown(page, 'question')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await shown(page, 'ticks').getByRole('checkbox').nth(1).check();
  const question = await shown(page, 'question').textContent();
  await page.reload();
  await button(page, 'Go on with it').click();
  await expect(shown(page, 'say')).toBeFocused();
  await expect(shown(page, 'question')).toHaveText(question!);
  await expect(shown(page, 'ticks').getByRole('checkbox').nth(1)).toBeChecked();
  await page.keyboard.press('4');
  await expect(page.locator('.results > li')).toHaveCount(2);
  await page.reload();
  await expect(page.locator('.results > li')).toHaveCount(2);
  await expect(page.locator('.results > li').first()).toContainText('hard, 1 of');
  await button(page, 'Another interview').click();
  await page.goto('/practice/mock/');
  await expect(page.locator('.mock-kept')).toBeHidden();
});

test('another link is followed whatever is on, and what it interrupts can be gone on with', async ({ page }) => {
  await begin(page);
  await answer(page, 1, '3');
  const question = await shown(page, 'question').textContent();
  await page.goto('/practice/mock/#3,17&title=Monday');
  await expect(page.getByText('“Monday”, 2 questions: 3, 17')).toBeVisible();
  await expect(shown(page, 'question')).toBeHidden();
  await button(page, 'Go on with it').click();
  await expect(shown(page, 'question')).toHaveText(question!);
  await button(page, 'End the interview').click();
  await page.goto('/practice/mock/#3,17&title=Monday');
  await expect(page.getByText('“Monday”, 2 questions: 3, 17')).toBeVisible();
  await expect(page.locator('.mock-kept')).toBeHidden();
});

test('the second of two clicks skips nothing', async ({ page }) => {
  await begin(page, '/practice/mock/#count=4&minutes=30&seed=k3f9x');
  await button(page, 'Skip').first().dblclick();
  await expect(shown(page, 'place')).toHaveText('Question 2 of 4');
});

test('a grade is kept where the line is gone since the interview began', async ({ page, context }) => {
  await begin(page);
  await page.waitForLoadState('networkidle');
  await context.setOffline(true);
  await answer(page, 1, '3');
  await button(page, 'End the interview').click();
  await expect(shown(page, 'kept')).toHaveText('The grades are kept on this device, and practice plans with them.');
});

test('a grade that cannot be kept is said', async ({ page }) => {
  await page.route('**/_astro/progress.*.js', (route) => route.abort());
  await begin(page);
  await answer(page, 1, '3');
  await button(page, 'End the interview').click();
  await expect(shown(page, 'kept')).toHaveText(/could not be kept on this device/);
  complaints = complaints.filter((text) => !text.includes('ERR_FAILED'));
});

test('an interrupted interview can be discarded', async ({ page }) => {
  await begin(page);
  await page.goto('/practice/mock/');
  await button(page, 'Discard it').click();
  await expect(page.locator('.mock-kept')).toBeHidden();
  await page.reload();
  await expect(page.locator('.mock-kept')).toBeHidden();
});

test('where the browser keeps nothing, the page says so and goes on', async ({ page }) => {
  await page.addInitScript(() => {
    for (const name of ['sessionStorage', 'localStorage', 'indexedDB'])
      Object.defineProperty(window, name, {
        get: () => {
          throw new DOMException('denied', 'SecurityError');
        },
      });
  });
  await begin(page);
  await expect(page.locator('.mock-note')).toBeVisible();
  await answer(page, 1, '3');
  await button(page, 'End the interview').click();
  await expect(shown(page, 'kept')).toHaveText(/could not be kept on this device/);
  await expect(page.locator('.results > li')).toHaveCount(1);
});

test('a pause stops the clocks and hides the question; time that is up is said once', async ({ page }) => {
  const noon = new Date('2026-12-01T12:00:00').getTime();
  await page.clock.install({ time: noon });
  await begin(page, '/practice/mock/#count=2&minutes=1&seed=k3f9x');
  await page.clock.pauseAt(noon + 60_000);
  const whole = shown(page, 'whole');
  await button(page, 'Pause').click();
  await page.clock.runFor(1000);
  const stood = await whole.textContent();
  await expect(shown(page, 'question')).toBeHidden();
  await page.clock.runFor(30_000);
  await expect(whole).toHaveText(stood!);
  await page.keyboard.press('ArrowRight');
  await button(page, 'Go on').click();
  await page.clock.runFor(3_000);
  await expect(whole).not.toHaveText(stood!);
  await expect(shown(page, 'question')).toBeFocused();
  await page.clock.runFor(61_000);
  await expect(whole).toContainText('time is up');
  await expect(shown(page, 'question')).toBeVisible();
  await page.clock.runFor(5_000);
  await expect(page.locator('#status')).toBeEmpty();
});

test('what is ticked offers a grade', async ({ page }) => {
  await begin(page);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(shown(page, 'offered')).toHaveText(/^0 of \d ticked: “Again” would fit\.$/);
  for (const box of await shown(page, 'ticks').getByRole('checkbox').all()) await box.check();
  await expect(shown(page, 'offered')).toHaveText(/“Good” would fit/);
  await page.getByRole('checkbox', { name: 'I replied that' }).check();
  await expect(shown(page, 'offered')).toHaveText(/“Easy” would fit/);
  await expect(page.locator('[data-grade="4"]')).toHaveClass(/main/);
});

test('a set is taken from its link, in the address or pasted', async ({ page }) => {
  const all = readAnswers();
  const secure = all.filter(({ id }) => id.startsWith('security/'));
  await page.goto('/practice/mock/#3,17,22&title=Monday');
  await expect(page.getByText('“Monday”, 3 questions: 3, 17, 22')).toBeVisible();
  await expect(page.getByLabel('Questions', { exact: true })).toHaveValue('3');
  await button(page, 'Choose from the chapters instead').click();
  await expect(page.locator('.setup output')).toHaveText(`${all.length} questions to choose from`);
  await page.getByRole('checkbox', { name: 'Security & Auth' }).check();
  await expect(page.locator('.setup output')).toHaveText(`${secure.length} questions to choose from`);
  const link = page.getByLabel(/paste its link/);
  await link.fill('nothing');
  await expect(page.locator('.setup-note')).toHaveText('This is no link to a set: it names no question.');
  await link.fill('https://example.org/set/#7,8,99');
  await expect(page.locator('.setup-note')).toHaveText('Left out: 99.');
  await expect(page.locator('.setup output')).toHaveText('2 questions to choose from');
  await button(page, 'Begin the interview').click();
  await expect(shown(page, 'place')).toHaveText('Question 1 of 2');
  expect(page.url()).toMatch(/#7,8&count=2&minutes=30&seed=[a-z0-9]{5}$/);
});

test('a damaged link gives the usual interview and says what was left out', async ({ page }) => {
  await page.goto('/practice/mock/#count=0&levels=boss&seed=k3f9x');
  await expect(page.locator('.setup-note')).toContainText('Left out: count=0, levels=boss.');
  await expect(page.getByLabel('Questions', { exact: true })).toHaveValue('6');
});

test('questions that do not come are asked for again', async ({ page }) => {
  let isDown = true;
  await page.route('**/practice/questions.json', (route) => (isDown ? route.abort() : route.continue()));
  await page.goto(address);
  await button(page, 'Begin the interview').click();
  await expect(page.locator('.setup-note')).toHaveText(/could not be loaded/);
  isDown = false;
  await button(page, 'Begin the interview').click();
  await expect(shown(page, 'question')).toBeFocused();
  complaints = complaints.filter((text) => !text.includes('ERR_FAILED'));
});

test('the keys of the site keep their meaning', async ({ page }) => {
  await begin(page);
  await page.keyboard.press('n');
  await page.keyboard.press('c');
  await expect(shown(page, 'place')).toHaveText('Question 1 of 2');
  await page.keyboard.press('/');
  await expect(page.getByRole('combobox', { name: 'Search the answers' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Escape');
  await expect(shown(page, 'next')).toBeHidden();
});

async function seeAll(browser: Browser, view: BrowserContextOptions) {
  const page = await browser.newPage(view);
  await page.goto(address);
  expect(await faults(page), 'setup').toEqual([]);
  await button(page, 'Begin the interview').click();
  await expect(shown(page, 'question')).toBeVisible();
  expect(await faults(page), 'asked').toEqual([]);
  await button(page, 'Pause').click();
  expect(await faults(page), 'paused').toEqual([]);
  await button(page, 'Go on').click();
  await button(page, 'Say it aloud').click();
  expect(await faults(page), 'saying').toEqual([]);
  await button(page, 'I have said it').click();
  expect(await faults(page), 'asked next').toEqual([]);
  await button(page, 'I have replied').click();
  expect(await faults(page), 'checked').toEqual([]);
  await button(page, /^Hard/).click();
  await button(page, 'End the interview').click();
  expect(await faults(page), 'summary').toEqual([]);
  await page.goto('/practice/mock/#3,4');
  expect(await faults(page), 'set').toEqual([]);
  await page.close();
}
for (const [name, view] of Object.entries(views)) {
  test(`every state can be read and used by everybody (${name})`, ({ browser }) => seeAll(browser, view));
}

test('paper has the summary and nothing of the interface', async ({ page }) => {
  await begin(page);
  await answer(page, 1, '1');
  await button(page, 'End the interview').click();
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.results > li')).toBeVisible();
  for (const gone of ['.acts:visible', '.questions-below', 'say-aloud', '.site-header', '.lead'])
    await expect(page.locator(gone).filter({ visible: true }), gone).toHaveCount(0);
});

test('without scripts the page says what it needs, and has the questions', ({ browser }) =>
  seeWithoutScripts(browser, '/practice/mock/', 'mock-interview', 'The interview needs JavaScript'));

test('nothing is loaded for an interview before it begins', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(address);
  await page.waitForLoadState('networkidle');
  expect(asked).not.toContain('/practice/questions.json');
  await button(page, 'Begin the interview').click();
  await expect(shown(page, 'question')).toBeFocused();
  expect(asked.filter((path) => path === '/practice/questions.json')).toHaveLength(1);
});
