import { expect, test } from 'playwright/test';
import { violations } from './axe.ts';
import { complaintsOf } from './complaints.ts';
import { answer, counts, day, grade, note, open, press, question, saved, start, state, total } from './practice.ts';
import { shiftOf } from './shift.ts';

let complaints: string[];
test.beforeEach(({ page }) => {
  complaints = complaintsOf(page);
});
test.afterEach(() => expect(complaints).toEqual([]));

test('whoever comes first is offered a few questions, and nothing moves', async ({ page }) => {
  await open(page);
  expect(await shiftOf(page)).toBe(0);
  expect(await counts(page)).toEqual(['5', '0', '0', `${total}`, `${total}`, '0']);
  await expect(start(page)).toHaveText('Start with 5 questions');
  await expect(state(page)).toContainText('You have rehearsed nothing yet');
  await expect(note(page)).toBeHidden();
  for (const button of ['Export a file', 'Copy as link', 'Start anew …'])
    await expect(page.getByRole('button', { name: button })).toBeDisabled();
  await page.getByLabel('Section').selectOption('security');
  await page.getByLabel('Level').selectOption('senior');
  const amount = Number((await counts(page)).at(-2));
  expect(amount).toBeGreaterThan(0);
  expect(amount).toBeLessThan(5);
  await page.getByLabel('Level').selectOption('');
  await page.getByRole('radio', { name: 'All' }).check();
  await press(page, 'Start with 5 questions');
  await expect(page.locator('.session-kind')).toContainText('Security & Auth');
});

test('a session by keyboard: question, layers, grades, undo, what comes when', async ({ page }) => {
  // Far from midnight, at which what comes tomorrow comes.
  await page.clock.install({ time: new Date(2026, 10, 26, 12) });
  await open(page);
  await start(page).focus();
  await page.keyboard.press('Enter');
  await expect(question(page)).toBeFocused();
  await expect(question(page)).toHaveText('1 What is FastAPI?');
  await expect(answer(page)).toBeHidden();
  await expect(page.locator('.session-grades')).toBeHidden();
  // No grade before the answer was looked at.
  await page.keyboard.press('3');
  await expect(page.locator('.session-place')).toHaveText('1 of 5');
  await page.keyboard.press('Enter');
  await expect(answer(page)).toBeFocused();
  await expect(page.locator('.session-grades small')).toHaveText([
    'in 10 minutes',
    'in 15 minutes',
    'in 2 days',
    'in 8 days',
  ]);
  await page.keyboard.press(' ');
  await expect(page.locator('.session-listens label').first()).toBeVisible();
  await expect(page.locator('.session-next summary').first()).toBeHidden();
  // On a fold the key is the fold's own.
  await page.keyboard.press(' ');
  await expect(page.locator('.session-listens li').first()).toBeHidden();
  await page.locator('.session-say').focus();
  await page.keyboard.press('Enter');
  await page.locator('.session-say').focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.session-next summary').first()).toBeVisible();
  await expect(page.locator('.session-next p').first()).toBeHidden();
  await page.keyboard.press('1');
  await expect(question(page)).toContainText('2 ');
  await expect(page.locator('.session-said')).toHaveText('1: Again, in 10 minutes');
  await expect(page.locator('.session-place')).toHaveText('2 of 5');
  // What was opened for one question is closed for the next.
  await grade(page, '3');
  await page.keyboard.press('u');
  await expect(question(page)).toContainText('2 ');
  await expect(answer(page)).toBeFocused();
  await page.keyboard.press('4');
  await grade(page, '2', '3', '3');
  await expect(page.getByRole('heading', { name: 'Done: 5 questions' })).toBeFocused();
  await expect(page.locator('.session-when li')).toHaveText([
    'in 10 minutes: question 1',
    'in 15 minutes: question 3',
    'in 2 days: questions 4, 5',
    'in 8 days: question 2',
  ]);
  await expect(page.getByRole('link', { name: 'The missed ones as a set' })).toHaveAttribute(
    'href',
    /\/set\/#1&title=Missed$/,
  );
  await page.keyboard.press('u');
  await expect(question(page)).toContainText('5 ');
  await page.keyboard.press('3');
  await press(page, 'Rehearse 2 questions again now');
  await grade(page, '3');
  await press(page, 'Leave');
  await expect(state(page)).toBeFocused();
  // That one comes tomorrow now.
  await expect(state(page)).toHaveText(/Nothing is due. The next comes in 1\d minutes/);
  expect(await counts(page)).toEqual(['0', '0', '0', `${total - 5}`, `${total}`, '0']);
  await page.reload();
  await expect(page.locator('.keeping-state')).toHaveText('Kept in this browser: 6 grades of 5 questions.');
});

test('keys are those of the place on other layouts, and collide with none of the site', async ({ page }) => {
  await open(page);
  await start(page).click();
  const type = (key: string, code: string) =>
    page.evaluate(
      (init) =>
        document.activeElement!.dispatchEvent(
          new KeyboardEvent('keydown', { ...init, bubbles: true, cancelable: true }),
        ),
      { key, code },
    );
  await page.keyboard.press(' ');
  // French: 1 without Shift is an ampersand; Russian: u is г.
  await type('&', 'Digit1');
  await expect(page.locator('.session-said')).toHaveText('1: Again, in 10 minutes');
  await type('г', 'KeyU');
  await expect(page.locator('.session-said')).toHaveText('Grade of question 1 taken back');
  await type('3', 'Numpad3');
  await expect(page.locator('.session-place')).toHaveText('2 of 5');
  await page.keyboard.press(' ');
  for (const key of ['c', 'n', 'p', 'Control+1', 'Shift+Tab']) await page.keyboard.press(key);
  await expect(page.locator('.session-place')).toHaveText('2 of 5');
  expect(new URL(page.url()).pathname).toBe('/practice/');
  // A slash on the key of a digit (Canadian French) searches and grades nothing.
  await type('/', 'Digit3');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.type('u 3');
  await expect(page.locator('.session-place')).toHaveText('2 of 5');
  await page.getByRole('combobox', { name: 'Search the answers' }).fill('');
  await page.getByRole('switch', { name: /shortcuts/ }).uncheck();
  await page.keyboard.press('Escape');
  await answer(page).focus();
  await page.keyboard.press('3');
  await expect(page.locator('.session-place')).toHaveText('2 of 5');
});

test('nothing comes after the day of the interview, and a calendar says what comes when', async ({ page }) => {
  await open(page);
  await page.getByLabel('Day of the interview').fill(day(3));
  // Forty questions in three days.
  await expect(page.locator('[data-count=today]')).toHaveText('14');
  await expect(page.locator('.outlook-when')).toContainText('on the day');
  await start(page).click();
  await page.keyboard.press(' ');
  await expect(page.locator('.session-grades small').last()).toHaveText('on the day');
  await page.keyboard.press('4');
  await press(page, 'Leave');
  await expect(page.locator('[data-section=fundamentals] .outlook-seen')).toHaveText('1');
  await expect(page.locator('[data-section=fundamentals] .outlook-known')).toHaveText('1');
  await expect(page.locator('[data-section=fundamentals] .bar-seen')).toHaveAttribute('width', '20');
  const { file, text } = await saved(page, () => press(page, /^Calendar/));
  expect(file).toBe('rehearse.ics');
  expect(text.match(/BEGIN:VEVENT/g)!.length).toBeGreaterThanOrEqual(4);
  expect(text).toContain(`DTSTART;VALUE=DATE:${day(3).replaceAll('-', '')}\r\n`);
  expect(text).toContain('T180000\r\n');
  await page.reload();
  await expect(page.getByLabel('Day of the interview')).toHaveValue(day(3));
});

test('an answer that has changed says so once it is shown', async ({ page }) => {
  await open(page, '#7');
  await grade(page, '3');
  await page.route('**/practice/questions.json', async (route) => {
    const data = await (await route.fetch()).json();
    for (const one of data.questions) one.hash = '000000000000';
    await route.fulfill({ json: data });
  });
  await open(page, '?again#7');
  await expect(page.getByText('has changed since you last')).toBeHidden();
  await page.keyboard.press(' ');
  await expect(page.getByText('has changed since you last')).toBeVisible();
});

test('Back leads from a session to the desk, Forward into it again, and a reload stays in it', async ({ page }) => {
  await page.goto('/');
  await open(page);
  await start(page).click();
  await grade(page, '1', '3');
  await expect(page.locator('.session-place')).toHaveText('3 of 5');
  await page.reload();
  await expect(question(page)).toContainText('3 ');
  await expect(page.locator('.session-place')).toHaveText('3 of 5');
  // What was graded before the reload can be taken back, and what before that.
  await page.keyboard.press('u');
  await page.keyboard.press('u');
  await expect(question(page)).toContainText('1 ');
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();
  await page.keyboard.press('3');
  await page.goBack();
  await expect(start(page)).toBeVisible();
  await expect(state(page)).toContainText(`1 of ${total}`);
  await page.goForward();
  await expect(page.locator('.session-place')).toHaveText('2 of 5');
  await press(page, 'Leave');
  await expect(state(page)).toBeFocused();
  await page.goBack();
  expect(new URL(page.url()).pathname).toBe('/');
});

test('a link to a question leads back to where it stood, and a set stays chosen', async ({ page }) => {
  await page.goto('/routing/path-parameters/');
  await page.locator('a.rehearse').click();
  await expect(question(page)).toContainText('7 ');
  await page.reload();
  await expect(question(page)).toContainText('7 ');
  await page.goBack();
  expect(new URL(page.url()).pathname).toBe('/routing/path-parameters/');
  await open(page, '#22,3,17');
  await start(page).click();
  await press(page, 'Leave');
  await expect(page.getByRole('radio', { name: /^The set/ })).toBeChecked();
  await page.evaluate(() => (location.hash = '#8'));
  await expect(question(page)).toContainText('8 ');
  await page.evaluate(() => (location.hash = '#9'));
  await expect(question(page)).toContainText('9 ');
});

test('the second of two clicks grades nothing', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 480 });
  await open(page);
  await start(page).dblclick();
  await page.getByRole('button', { name: /^Show the answer/ }).dblclick();
  await expect(page.locator('.session-place')).toHaveText('1 of 5');
  await page.locator('[data-grade="3"]').dblclick();
  await expect(page.locator('.session-place')).toHaveText('2 of 5');
});

test('a day that cannot be is not taken over, and said; the farthest has a calendar at once', async ({ page }) => {
  await open(page);
  const field = page.getByLabel('Day of the interview');
  for (const wrong of [day(-1), '9999-12-31']) {
    await field.fill(wrong);
    await field.blur();
    await expect(page.locator('#status')).toHaveText(/^Not taken over/);
    await expect(field).toHaveValue('');
  }
  await field.fill(day(0));
  await expect(page.locator('[data-count=today]')).toHaveText(`${total}`);
  await field.fill(day(730));
  await expect(page.locator('[data-count=today]')).toHaveText('1');
  const { text } = await saved(page, () => press(page, /^Calendar/));
  expect(text.match(/BEGIN:VEVENT/g)!.length).toBeGreaterThan(40);
  expect(text).toContain(`DTSTART;VALUE=DATE:${day(730).replaceAll('-', '')}\r\n`);
  // Once the day is over it counts no more.
  await page.clock.setFixedTime(Date.now() + 731 * 86_400_000);
  await page.reload();
  await expect(field).toHaveValue('');
  await expect(page.locator('[data-count=today]')).toHaveText('5');
});

test('an answer that the site has no more is neither counted nor due', async ({ page }) => {
  await open(page, '#7');
  await grade(page, '1');
  await page.route('**/practice/questions.json', async (route) => {
    const data = await (await route.fetch()).json();
    data.questions = data.questions.filter(({ number }: { number: number }) => number !== 7);
    await route.fulfill({ json: data });
  });
  await page.goto('/404.html');
  await open(page, '#8');
  await grade(page, '3');
  await press(page, 'Leave');
  await expect(state(page)).toHaveText('You have rehearsed 1 of 39 questions.');
  expect(await page.evaluate(() => localStorage['fastapi-answers:rehearsed'])).not.toContain('"7"');
  await page.goto('/404.html');
  await open(page, '#7');
  await expect(note(page)).toHaveText('The link names what is not here: 7.');
});

test('a clock that was set back loses nothing, and is said', async ({ page }) => {
  await page.clock.setFixedTime(Date.now() + 30 * 86_400_000);
  await open(page, '#7');
  await grade(page, '3');
  await page.clock.setFixedTime(Date.now() - 31 * 86_400_000);
  await page.goto('/404.html');
  await open(page);
  await expect(note(page)).toHaveText(/^1 grade of yours lies in the future/);
  await page.getByRole('radio', { name: 'All' }).check();
  await start(page).click();
  await grade(page, '1', '1');
  await expect(page.locator('.session-said')).toHaveText('2: Again, in 10 minutes');
});

test('a set is asked in its order, and what a link names in vain is said', async ({ page }) => {
  await open(page, '#22,3,999&title=Monday%20group');
  await expect(note(page)).toHaveText('The link names what is not here: 999.');
  await expect(page.getByRole('radio', { name: '“Monday group” 2' })).toBeChecked();
  await start(page).click();
  await expect(question(page)).toContainText('22 ');
  await grade(page, '3');
  await expect(question(page)).toContainText('3 ');
});

test('text of twice the size on a phone scrolls only down, and four grades are beside each other on a small one', async ({
  page,
}) => {
  await page.setViewportSize({ width: 320, height: 568 });
  await open(page);
  await page.getByLabel('Day of the interview').fill(day(3));
  await start(page).click();
  await press(page, /^Show the answer/);
  const tops = () =>
    page
      .locator('.session-grades button')
      .evaluateAll((all) => new Set(all.map((one) => one.getBoundingClientRect().top)).size);
  expect(await tops()).toBe(1);
  await page.setViewportSize({ width: 360, height: 740 });
  const doubleText = () =>
    page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(':root { font-size: 200% }');
      document.adoptedStyleSheets.push(sheet);
    });
  // The page's own; the head of all pages is looked at with them.
  const excess = () =>
    page
      .locator('main *')
      .evaluateAll((all) =>
        all
          .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
          .map((one) => one.className),
      );
  await doubleText();
  expect(await tops()).toBe(2);
  expect(await excess()).toEqual([]);
  for (const path of [
    '',
    'mock/',
    'room/',
    'room/#22,3&role=interviewer',
    'mistakes/',
    'mistakes/routing/',
    'predict/#seed=monday&count=3',
  ]) {
    await page.goto('/404.html');
    await page.goto(`/practice/${path}`);
    await page.waitForLoadState('networkidle');
    await doubleText();
    expect(await excess(), path).toEqual([]);
  }
});

test('without a line a session goes on', async ({ page, context }) => {
  await open(page);
  await context.setOffline(true);
  await start(page).click();
  await grade(page, '3', '3', '3', '3', '3');
  await expect(page.getByRole('heading', { name: 'Done: 5 questions' })).toBeVisible();
});

test('a page whose questions do not come says so', async ({ page }) => {
  await page.route('**/practice/questions.json', (route) => route.abort());
  await page.goto('/practice/');
  await expect(note(page)).toHaveText('The questions could not be loaded. Try again when you are online.');
  await page.unrouteAll();
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await expect(start(page)).toHaveText('Start with 5 questions');
  await expect(note(page)).toBeHidden();
  complaints = complaints.filter((one) => !one.includes('ERR_FAILED'));
});

test('without scripts the page says what to do instead', async ({ browser }) => {
  const page = await browser.newPage({ javaScriptEnabled: false });
  await page.goto('/practice/');
  await expect(page.getByText('Practice is done by a script')).toBeVisible();
  await expect(start(page)).toBeDisabled();
  await expect(page.getByRole('link', { name: 'All questions' }).first()).toHaveAttribute('href', '/set/');
  // Nothing is offered that a script would do.
  await expect(page.locator('main').getByRole('button')).toHaveCount(1);
  await expect(page.locator('main').getByRole('combobox')).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Predict the output' })).toBeVisible();
  await page.close();
});

for (const [view, options] of Object.entries({
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  phone: { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true },
  forced: { forcedColors: 'active' },
} as const)) {
  test(`axe finds nothing in any state, and nothing is wider than the window (${view})`, async ({ browser }) => {
    const page = await browser.newPage(options);
    const check = async (where: string) => {
      expect(await violations(page), where).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), where).toBeLessThanOrEqual(
        0,
      );
    };
    await open(page);
    await check('first');
    await start(page)[view === 'phone' ? 'tap' : 'click']();
    await check('question');
    await press(page, /^Show the answer/);
    for (const details of await page.locator('.session-answer details').all())
      await details.evaluate((node: HTMLDetailsElement) => (node.open = true));
    await check('answer');
    // What is under the grades can be scrolled out from behind them.
    await page.locator('.session-whole').focus();
    const [whole, grades] = [page.locator('.session-whole'), page.locator('.session-grades')];
    const bottom = await whole.evaluate((node) => node.getBoundingClientRect().bottom);
    expect(bottom).toBeLessThanOrEqual(await grades.evaluate((node) => node.getBoundingClientRect().top));
    for (const one of [1, 3, 3, 3, 3]) {
      if (await page.locator('.session-show').first().isVisible())
        await page.locator('.session-show').first()[view === 'phone' ? 'tap' : 'click']();
      await page.locator(`[data-grade="${one}"]`)[view === 'phone' ? 'tap' : 'click']();
      await expect(page.locator('.session-answer')).toBeHidden();
    }
    await check('end');
    await press(page, 'Choose again');
    await check('nothing due');
    await press(page, 'Start anew …');
    await check('asked');
    await page.close();
  });
}
