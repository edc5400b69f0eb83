import { expect, type Page, test } from 'playwright/test';
import { violations } from './axe.ts';
import { complaintsOf } from './complaints.ts';

const heading = (page: Page) => page.locator('.stage h2');
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
/** Marks the wrong sentence of the exercise on the stage, or another. */
async function mark(page: Page, right: boolean) {
  const wrong = Number(await page.locator('.stage sentence-choice').getAttribute('data-wrong'));
  await page
    .locator('.stage input')
    .nth(right ? wrong - 1 : wrong % 3)
    .check();
  await press(page, 'Check');
}

test('a link to a round gives the same exercises in the same order to everybody', async ({ page, browser }) => {
  const link = '/practice/mistakes/#seed=monday&sections=routing,testing&count=3';
  const seen = async (one: Page) => {
    await one.goto(link);
    const names: (string | null)[] = [];
    for (const place of [1, 2, 3]) {
      await expect(heading(one)).toContainText(`${place} of 3`);
      await expect(heading(one)).toBeFocused();
      names.push(await one.locator('.stage .exercise').getAttribute('id'));
      await press(one, 'Skip');
    }
    return names;
  };
  const names = await seen(page);
  expect(new Set(names).size).toBe(3);
  const other = await browser.newPage();
  expect(await seen(other)).toEqual(names);
  await other.close();
});

test('a sentence is marked by keyboard, and what is right is the last thing said', async ({ page }) => {
  await page.goto('/practice/mistakes/routing/#get-answers-head');
  const exercise = page.locator('#get-answers-head');
  const wrong = exercise.getByRole('radio', { name: 'A path operation declared with @app.get answers HEAD as well.' });
  await exercise.getByRole('radio').first().focus();
  for (let presses = 0; presses < 4 && !(await wrong.isChecked()); presses += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const place = await exercise.getAttribute('data-wrong');
  await expect(exercise.locator('.verdict')).toHaveText(`Yes, sentence ${place} is wrong.`);
  await expect(exercise.locator('.verdict')).toBeFocused();
  await expect(exercise.locator('li s')).toHaveText('A path operation declared with @app.get answers HEAD as well.');
  await expect(exercise.locator('.run b')).toHaveText('405 Method Not Allowed');
  await expect(exercise.getByRole('link', { name: 'In answer 6: Declaring routes' })).toHaveAttribute(
    'href',
    '/routing/declaring-routes/#q6-no-longer-true',
  );
  await expect(exercise.locator('details > :last-child')).toHaveText(/^\s*Right: A path operation answers the methods/);
  await expect(exercise.getByRole('button')).toHaveCount(0);
  expect(await violations(page)).toEqual([]);
});

test('a true sentence that is marked is told to be true', async ({ page }) => {
  await page.goto('/practice/mistakes/#seed=monday&sections=security&count=2');
  await mark(page, false);
  await expect(page.locator('.stage .verdict')).toHaveText(/^No, sentence \d is true\. Sentence \d is wrong\.$/);
  for (const link of await page.locator('.stage details a:not(.proof, .source)').all()) {
    expect(await link.getAttribute('href')).toMatch(/^\/security\/[a-z0-9-]+\/#q\d+-/);
  }
});

test('a round is chosen, done, and ends with what was missed', async ({ page }) => {
  await page.goto('/practice/mistakes/');
  expect(await violations(page)).toEqual([]);
  for (const name of await page.getByRole('checkbox').all()) await name.uncheck();
  await page.getByRole('checkbox', { name: /^Testing/ }).check();
  await page.getByLabel('How many').selectOption('5');
  await press(page, 'Start a round');
  await expect(page).toHaveURL(/#seed=[a-z0-9]+&sections=testing&count=5$/);
  await expect(page.getByRole('heading', { name: 'Chapter by chapter' })).toBeHidden();
  await mark(page, true);
  await press(page, 'Next');
  await expect(page.locator('.round > p')).toHaveText('1 of 1 right so far');
  const missed = await heading(page).textContent();
  await mark(page, false);
  await press(page, 'Next');
  await press(page, 'Skip');
  await press(page, 'End the round');
  await expect(page.locator('.summary h2')).toHaveText('1 of 3 right');
  await expect(page.locator('.summary h2')).toBeFocused();
  const links = page.locator('.summary li > a');
  await expect(links).toHaveCount(2);
  expect(missed).toContain(await links.first().textContent());
  // What is wrong is never the last that was seen, of what was skipped neither.
  await expect(page.locator('.summary li .right')).toHaveCount(2);
  for (const right of await page.locator('.summary li .right').all()) await expect(right).toHaveText(/^\s*Right: ./);
  await expect(links.first()).toHaveAttribute('href', /^\/practice\/mistakes\/testing\/#[a-z0-9-]+$/);
  expect(await violations(page)).toEqual([]);
  await press(page, 'Copy the link to this round');
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
  const before = page.url();
  await press(page, 'Another round');
  await expect(heading(page)).toContainText('1 of 5');
  expect(page.url()).not.toBe(before);
  await press(page, 'End the round');
  await press(page, 'Choose chapters');
  await expect(page.getByRole('button', { name: 'Start a round' })).toBeVisible();
});

test('a reload goes on with a round, at its end too; the second of two clicks skips nothing', async ({ page }) => {
  await page.goto('/practice/mistakes/#seed=monday&sections=routing&count=3');
  await mark(page, true);
  await press(page, 'Next');
  await page.getByRole('button', { name: 'Skip' }).dblclick();
  await expect(heading(page)).toContainText('3 of 3');
  await page.reload();
  await expect(heading(page)).toContainText('3 of 3');
  await expect(page.locator('.round > p')).toHaveText('1 of 2 right so far');
  await mark(page, true);
  await press(page, 'To the end');
  await page.reload();
  await expect(page.locator('.summary h2')).toHaveText('2 of 3 right');
  await page.goBack();
  await page.goto('/practice/mistakes/#seed=tuesday&sections=routing&count=3');
  await expect(heading(page)).toContainText('1 of 3');
});

test('the answers of what was missed are a set', async ({ page }) => {
  await page.goto('/practice/predict/#seed=monday&sections=testing');
  await press(page, 'Skip');
  await press(page, 'Skip');
  await page.getByRole('link', { name: 'The answers of what was missed, as a set' }).click();
  await expect(page).toHaveURL('/set/#33,35&title=Missed%20in%20exercises');
  await expect(page.locator('.set-chosen > li')).toHaveCount(2);
});

test('what comes back is predicted, compared, and the difference is told to eye and ear', async ({ page }) => {
  await page.goto('/practice/predict/routing/#another-name');
  const exercise = page.locator('#another-name');
  await expect(exercise.locator('.code')).not.toContainText('#');
  await exercise.getByRole('radio', { name: '422 Unprocessable Content' }).check();
  await exercise.getByLabel(/^The body/).fill('missing in path: readerid');
  await exercise.getByRole('button', { name: 'Compare' }).click();
  await expect(exercise.locator('.verdict')).toHaveText('422 Unprocessable Content, as you said.');
  await expect(exercise.locator('.verdict')).toBeFocused();
  await expect(exercise.locator('.verdict + p')).toHaveText(
    'The body also has: detail, type, loc, query, msg, Field, required, input …. Only you wrote: in, path.',
  );
  await expect(exercise.locator('del')).toHaveText(['in', 'path']);
  await expect(exercise.locator('ins').first()).toHaveText('detail');
  await expect(exercise.locator('.differs')).not.toHaveCount(0);
  await expect(exercise.locator('.line').last()).not.toHaveClass(/differs/);
  expect(await violations(page)).toEqual([]);
});

test('a status alone is a prediction; a body without a difference says so', async ({ page }) => {
  await page.goto('/practice/predict/routing/');
  const first = page.locator('#converted-by-hand');
  await first.getByRole('radio', { name: '404 Not Found' }).check();
  await first.getByRole('button', { name: 'Compare' }).click();
  await expect(first.locator('.verdict')).toHaveText('500 Internal Server Error. You said 404 Not Found.');
  await expect(first.locator('ins, del')).toHaveCount(0);
  const second = page.locator('#a-friendly-404');
  await second.getByRole('radio', { name: '404 Not Found' }).check();
  await second.getByLabel(/^The body/).fill('lost: orders');
  await second.getByRole('button', { name: 'Compare' }).click();
  await expect(second.locator('.verdict + p')).toHaveText('The body has the words you wrote.');
  const empty = page.locator('#a-slash-too-many');
  await empty.getByRole('radio', { name: '307 Temporary Redirect' }).check();
  await empty.getByLabel(/^The body/).fill('null');
  await empty.getByRole('button', { name: 'Compare' }).click();
  await expect(empty.locator('.verdict + p')).toHaveText('Only you wrote: null.');
  await expect(empty.getByText('There is no body.')).toBeVisible();
  await page.goto('/practice/predict/dependencies/');
  const nothing = page.locator('#a-taken-number');
  await nothing.getByRole('radio', { name: '201 Created' }).check();
  await nothing.getByLabel(/^The body/).fill('null');
  await nothing.getByRole('button', { name: 'Compare' }).click();
  await expect(nothing.locator('.verdict + p')).toHaveText('The body has the words you wrote.');
});

test('a chapter that cannot be loaded is told, and the others are there', async ({ page }) => {
  await page.route('**/practice/mistakes/testing/', (route) => route.abort());
  await page.goto('/practice/mistakes/#seed=monday&sections=routing,testing');
  await expect(page.locator('#status')).toHaveText('1 of 2 chapters could not be loaded');
  await expect(heading(page)).toContainText('1 of 15');
  await page.goto('/practice/mistakes/#seed=monday&sections=testing');
  await expect(page.getByRole('button', { name: 'Start a round' })).toBeVisible();
});

test('without a script every exercise is there with its solution', async ({ browser }) => {
  const page = await browser.newPage({ javaScriptEnabled: false });
  await page.goto('/practice/mistakes/');
  await expect(page.getByRole('button')).toHaveCount(0);
  await page.getByRole('link', { name: 'Testing & Validation' }).click();
  const exercise = page.locator('.exercise').first();
  await expect(exercise.locator('li').first()).toBeVisible();
  await expect(exercise.locator('.right')).toBeHidden();
  await exercise.locator('summary').click();
  await expect(exercise.locator('.verdict')).toHaveText(/^Sentence \d is wrong\.$/);
  await expect(exercise.locator('.right')).toBeVisible();
  await page.goto('/practice/predict/testing/');
  await page.locator('summary').first().click();
  await expect(page.locator('.verdict').first()).toHaveText('504 Gateway Timeout');
  await page.close();
});

test('on paper a chapter is a sheet: all tasks, then all solutions', async ({ page }) => {
  await page.goto('/practice/predict/testing/');
  await page.emulateMedia({ media: 'print' });
  const top = (selector: string) =>
    page.locator(selector).evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
  const [tasks, title, solutions] = [await top('.task'), await top('.paper-only'), await top('.solution')];
  expect(Math.max(...tasks)).toBeLessThan(title[0]!);
  expect(title[0]!).toBeLessThan(Math.min(...solutions));
  await expect(page.locator('.right, .verdict').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Compare' })).toHaveCount(0);
});

test('nothing is stored, and no exercise breaks the policy', async ({ page }) => {
  const complaints = complaintsOf(page);
  for (const kind of ['mistakes', 'predict']) {
    await page.goto(`/practice/${kind}/#seed=monday&count=3`);
    await page.locator('.stage input').first().check();
    await page.locator('.stage form button').click();
    await press(page, 'Next');
    await press(page, 'End the round');
  }
  expect(complaints).toEqual([]);
  expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
});

for (const [name, view] of Object.entries({
  'a small phone in the dark': { viewport: { width: 320, height: 568 }, colorScheme: 'dark' },
  'forced colors': { forcedColors: 'active' },
} as const)) {
  test(`a solved exercise is whole and accessible: ${name}`, async ({ browser }) => {
    const page = await browser.newPage(view);
    for (const kind of ['mistakes', 'predict']) {
      await page.goto(`/practice/${kind}/#seed=monday&sections=validation`);
      await page.locator('.stage input').first().check();
      if (kind === 'predict')
        await page.locator('.stage textarea').fill('{"detail": "a-very-long-word-that-fits-nowhere"}');
      await page.locator('.stage form button').click();
      await expect(page.locator('.stage .verdict')).toBeVisible();
      expect(await violations(page), kind).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), kind).toBeLessThanOrEqual(0);
    }
    await page.close();
  });
}
