import { type Browser, type BrowserContextOptions, expect, test } from 'playwright/test';
import { faults } from './axe.ts';
import { button, copied, seeWithoutScripts, shown, views } from './interview.ts';

const link = '/practice/room/#22,3,17&title=Monday';

let complaints: string[];
test.beforeEach(({ page }) => {
  complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
});
test.afterEach(() => expect(complaints).toEqual([]));

test('two screens have the same questions in the same order, from a link alone', async ({ page, browser }) => {
  await page.goto('/practice/room/');
  await button(page, 'Open the room').click();
  await page.getByRole('checkbox', { name: /^Mix their order/ }).check();
  await button(page, 'I ask').click();
  await button(page, 'The other screen').click();
  await button(page, 'Copy the link').click();
  const address = await copied(page);
  await button(page, 'Close').click();
  expect(address).toMatch(/\/practice\/room\/#(\d+,){5}\d+&seed=[a-z0-9]{5}&role=candidate$/);
  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(address);
  for (let at = 1; at <= 6; at += 1) {
    await expect(shown(other, 'place')).toHaveText(`Question ${at} of 6`);
    await expect(shown(page, 'place')).toHaveText(`Question ${at} of 6`);
    await expect(shown(other, 'question')).toHaveText((await shown(page, 'question').textContent())!);
    await page.keyboard.press('ArrowRight');
    await other.keyboard.press('ArrowRight');
  }
  // The last one stays.
  await expect(shown(page, 'place')).toHaveText('Question 6 of 6');
  await context.close();
});

test('the link of a set opens a door with its questions in its order', async ({ page }) => {
  await page.goto(link);
  await expect(page.locator('.room-count')).toHaveText('“Monday”: 3 questions are ready. Who are you?');
  await button(page, 'I answer').click();
  await expect(shown(page, 'question')).toHaveText('When should you use async def versus def endpoints?');
  expect(page.url()).toMatch(/#22,3,17&title=Monday&role=candidate$/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  await expect(shown(page, 'place')).toHaveText('Question 2 of 3');
  // A reload, without any storage, is at the same question.
  await page.reload();
  await expect(shown(page, 'place')).toHaveText('Question 2 of 3');
});

test('a damaged link says what it left out', async ({ page }) => {
  await page.goto('/practice/room/#99,x&role=boss');
  await expect(page.locator('.setup-note')).toContainText('Left out: 99, x, role=boss.');
  await expect(button(page, 'Open the room')).toBeVisible();
});

test('one screen serves both: it turns, and keeps what was ticked and written', async ({ page }) => {
  await page.goto(`${link}&role=interviewer`);
  await shown(page, 'ticks').getByRole('checkbox').nth(1).check();
  await page.getByRole('textbox', { name: /^Notes/ }).fill('calm → clear');
  // An arrow in the notes moves the caret, not the interview.
  await page.keyboard.press('ArrowRight');
  await expect(shown(page, 'place')).toHaveText('Question 1 of 3');
  await button(page, 'The candidate’s view').click();
  await expect(shown(page, 'question')).toBeFocused();
  const size = await shown(page, 'question').evaluate((one) => Number.parseFloat(getComputedStyle(one).fontSize));
  expect(size).toBeGreaterThan(48);
  // Nothing of the answer is there to be found.
  expect(await page.locator('interview-room .room-desk').textContent()).not.toContain('event loop');
  await expect(page.locator('interview-room input[type=checkbox]:visible')).toHaveCount(0);
  await button(page, 'The interviewer’s view').click();
  await expect(shown(page, 'ticks').getByRole('checkbox').nth(1)).toBeChecked();
  await expect(page.getByRole('textbox', { name: /^Notes/ })).toHaveValue('calm → clear');
});

test('what was heard and noted is summed up, and can be taken away', async ({ page }) => {
  await page.goto(`${link}&role=interviewer`);
  await shown(page, 'ticks').getByRole('checkbox').first().check();
  await page.getByRole('textbox', { name: /^Notes/ }).fill('calm\nknows why');
  await page.keyboard.press('Tab');
  await button(page, /^Next/).click();
  await button(page, 'End').click();
  await expect(shown(page, 'title')).toBeFocused();
  const results = page.locator('.results > li');
  await expect(results).toHaveCount(2);
  await expect(results.first()).toContainText('knows why');
  await expect(results.first()).toContainText(/1 of \d points, 0:0\d/);
  await expect(results.first()).not.toContainText('skipped');
  await button(page, 'Copy as Markdown').click();
  const text = await copied(page);
  expect(text).toMatch(/^## Monday, /);
  expect(text).toContain('  > calm\n  > knows why\n');
  expect(text).toMatch(/The same questions: <http.+\/practice\/room\/#22,3,17&title=Monday>/);
  await page.emulateMedia({ media: 'print' });
  await expect(results.first()).toBeVisible();
  await expect(page.locator('.act').filter({ visible: true })).toHaveCount(0);
  await page.emulateMedia({ media: 'screen' });
  await button(page, 'Back to the questions').click();
  await expect(shown(page, 'place')).toHaveText('Question 2 of 3');
});

test('whoever leaves with notes is asked', async ({ page }) => {
  await page.goto(`${link}&role=interviewer`);
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await page.getByRole('textbox', { name: /^Notes/ }).fill('x');
  await page.reload();
  expect(asked).toEqual(['beforeunload']);
  await page.reload();
  expect(asked).toHaveLength(1);
});

test('the candidate’s screen stays lit', async ({ page }) => {
  await page.addInitScript(() => {
    const asked: string[] = [];
    Object.assign(window, { asked });
    Object.defineProperty(navigator, 'wakeLock', {
      value: {
        request: async (kind: string) => {
          asked.push(kind);
          return { release: async () => asked.push('released') };
        },
      },
    });
  });
  await page.goto(`${link}&role=candidate`);
  const asked = () => page.evaluate(() => (window as unknown as { asked: string[] }).asked);
  await expect.poll(asked).toEqual(['screen']);
  await button(page, 'The interviewer’s view').click();
  await expect.poll(asked).toEqual(['screen', 'released']);
});

async function seeAll(browser: Browser, view: BrowserContextOptions) {
  const page = await browser.newPage(view);
  await page.goto('/practice/room/');
  expect(await faults(page), 'setup').toEqual([]);
  await page.goto(link);
  await expect(button(page, 'I ask')).toBeVisible();
  expect(await faults(page), 'door').toEqual([]);
  await button(page, 'I ask').click();
  await expect(shown(page, 'question')).toBeVisible();
  for (const summary of await page.locator('.room-desk summary').all()) await summary.click();
  expect(await faults(page), 'interviewer').toEqual([]);
  await button(page, 'The other screen').click();
  await expect(page.getByRole('dialog', { name: 'For the candidate’s screen' }).locator('svg')).toBeVisible();
  expect(await faults(page), 'code').toEqual([]);
  await page.keyboard.press('Escape');
  await button(page, 'The candidate’s view').click();
  expect(await faults(page), 'candidate').toEqual([]);
  await button(page, 'The interviewer’s view').click();
  await button(page, 'End').click();
  expect(await faults(page), 'summary').toEqual([]);
  await page.close();
}
for (const [name, view] of Object.entries(views)) {
  test(`every state can be read and used by everybody (${name})`, ({ browser }) => seeAll(browser, view));
}

test('without scripts the page says what it needs, and has the questions', ({ browser }) =>
  seeWithoutScripts(browser, '/practice/room/', 'interview-room', 'The room needs JavaScript'));
