import { execFileSync } from 'node:child_process';
import { expect, type Page, test } from 'playwright/test';
import { program } from '../tools/venv.ts';
import { bare, readSheets, textOf } from './sheets.ts';

const chosen = (page: Page) =>
  page
    .locator('.set-chosen > li')
    .evaluateAll((items) => items.map((item) => Number((item as HTMLElement).dataset['number'])));
const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

test('a link to a set opens its questions in its order, under its title', async ({ page }) => {
  await page.goto('/set/#22,3,17&title=Monday%20group&color=red');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Monday group');
  await expect.poll(() => chosen(page)).toEqual([22, 3, 17]);
  await expect(page.locator('.set-note')).toBeHidden();
  await press(page, 'Copy link');
  await expect
    .poll(() => copied(page))
    .toBe(`Monday group — ${new URL('/set/#22,3,17&title=Monday%20group&color=red', page.url()).href}`);
  await press(page, 'Copy as Markdown');
  await expect
    .poll(() => copied(page))
    .toContain('## Monday group\n\n- 22. [When should you use async def versus def endpoints?](http');
});

test('a damaged link shows what could be read and says what was left out', async ({ page }) => {
  await page.goto('/set/#3,x,999,3');
  await expect.poll(() => chosen(page)).toEqual([3]);
  await expect(page.locator('.set-note')).toHaveText(
    'The link was damaged, or is of another edition. Left out: x, 999.',
  );
  await page.evaluate(() => (location.hash = '#5'));
  await expect(page.locator('.set-note')).toBeHidden();
  await expect.poll(() => chosen(page)).toEqual([5]);
});

test('whoever skips to the text keeps the set', async ({ page }) => {
  await page.goto('/set/#3,17&title=Monday');
  await expect(page.locator('.set-chosen > li')).toHaveCount(2);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
  expect(new URL(page.url()).hash).toBe('#3,17&title=Monday');
  await expect(page.locator('.set-chosen > li')).toHaveCount(2);
});

test('a title that is cut in the middle of a character breaks nothing', async ({ page }) => {
  await page.goto(`/set/#3&title=${'a'.repeat(79)}${encodeURIComponent('😀')}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('a'.repeat(79));
  await page.getByRole('button', { name: 'Remove question 3' }).click();
  await expect(page.locator('.set-chosen > li')).toHaveCount(0);
});

test('a set is made by keyboard: chosen, ordered, named, and the address follows', async ({ page }) => {
  await page.goto('/set/');
  await expect(page.getByRole('button', { name: 'Copy link' })).toBeDisabled();
  for (const number of [7, 2, 40]) {
    await page.getByRole('button', { name: `Add question ${number}`, exact: true }).focus();
    await page.keyboard.press('Enter');
  }
  await expect(page.locator('#status')).toHaveText('Question 40 is in the set');
  await expect.poll(() => chosen(page)).toEqual([7, 2, 40]);
  const earlier = page.getByRole('button', { name: 'Question 40 earlier' });
  await earlier.focus();
  await page.keyboard.press('Enter');
  await expect(earlier).toBeFocused();
  await expect.poll(() => chosen(page)).toEqual([7, 40, 2]);
  await page.getByRole('textbox', { name: 'Title' }).fill('Mine & yours');
  await press(page, 'Remove question 7');
  expect(new URL(page.url()).hash).toBe('#40,2&title=Mine%20%26%20yours');
  await page.reload();
  await expect.poll(() => chosen(page)).toEqual([40, 2]);
});

test('a set has a QR code for the person across the table', async ({ page }) => {
  await page.goto('/set/#1,2');
  await press(page, 'QR code');
  await expect(page.getByRole('dialog', { name: 'QR code of this set' }).locator('svg')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('on a phone what can be done with a set stands in two columns, each of them wide enough for a finger', async ({
  browser,
}) => {
  for (const width of [360, 390]) {
    const page = await browser.newPage({ viewport: { width, height: 664 }, hasTouch: true, isMobile: true });
    await page.goto('/set/#3,17,22&title=Test');
    const acts = page.locator('.set-acts > :is(a, button):visible');
    await expect(acts.first()).toBeVisible();
    const boxes = await acts.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON() as DOMRect));
    expect(boxes.length).toBeGreaterThan(7);
    expect(new Set(boxes.map(({ left }) => Math.round(left))).size).toBe(2);
    expect(Math.min(...boxes.map(({ height }) => height))).toBeGreaterThanOrEqual(44);
    const words = await acts.evaluateAll((all) =>
      all.map((one) => {
        const text = document.createRange();
        text.selectNodeContents(one);
        return text.getBoundingClientRect().left - one.getBoundingClientRect().left;
      }),
    );
    expect(Math.max(...words)).toBeLessThan(1);
    await page.close();
  }
});

test('paper has the chosen questions with their answers, each on one sheet, and nothing of the interface', async ({
  page,
}) => {
  const numbers = Array.from({ length: 20 }, (_, at) => at + 1);
  await page.goto(`/set/#${numbers}`);
  await expect(page.locator('.set-chosen > li')).toHaveCount(20);
  const items = await page.locator('.set-chosen > li').evaluateAll((all) =>
    all.map((one) => ({
      question: one.querySelector('a')!.textContent!,
      say: one.querySelector('p')!.textContent!,
    })),
  );
  for (const format of ['A4', 'Letter']) {
    const sheets = (await readSheets(await page.pdf({ format }))).map(textOf);
    for (const { question, say } of items)
      expect(sheets.filter((sheet) => sheet.includes(bare(question)) && sheet.includes(bare(say)))).toHaveLength(1);
    expect(sheets.join('')).not.toContain('Choosequestions');
  }
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

test('the deck of a set is the whole deck’s own: Anki takes it, then only the rest of the whole', async ({
  page,
}, info) => {
  const refused: string[] = [];
  page.on('console', (message) => /Content Security Policy/i.test(message.text()) && refused.push(message.text()));
  await page.goto('/set/#22,3,17&title=Monday%20group');
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Anki deck')]);
  await expect(page.locator('#status')).toHaveText('Deck of 3 questions saved: open it with Anki');
  expect(download.suggestedFilename()).toBe('fastapi-monday-group.apkg');
  const file = info.outputPath('set.apkg');
  await download.saveAs(file);
  const whole = 'dist/deck/fastapi-answers.apkg';
  const imports = (...decks: string[]) =>
    execFileSync(program('python'), ['tests/support/import_decks.py', ...decks], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  const [part, rest] = imports(file, whole);
  expect(part).toMatchObject({ new: 3, updated: 0, unchanged: 0, conflicting: 0, sound: true });
  // Where the whole deck puts them, not numbered anew.
  expect(part.decks).toEqual(expect.arrayContaining(['FastAPI Answers::4 Dependency Injection']));
  expect(rest).toMatchObject({ updated: 0, unchanged: 3, conflicting: 0, reviews: 1, sound: true });
  expect(rest.decks.filter((name: string) => name.includes('Dependency Injection'))).toHaveLength(1);
  const [all, again] = imports(whole, file);
  expect(all.new).toBe(3 + rest.new);
  expect(again).toMatchObject({ new: 0, updated: 0, unchanged: 3, conflicting: 0, reviews: 1 });
  expect(refused).toEqual([]);
});

test('where the parts of a deck do not arrive, the page says so and can be asked again', async ({ page }) => {
  await page.goto('/set/#3');
  await page.route('**/deck/notes.json', (route) => route.abort());
  await press(page, 'Anki deck');
  await expect(page.locator('#status')).toHaveText('The deck could not be made: what it needs did not arrive');
  await expect(page.getByRole('button', { name: 'Anki deck' })).toBeFocused();
});

test('nothing of a deck or a QR code is loaded before it is asked for', async ({ page }) => {
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  await page.goto('/set/#3');
  await page.waitForLoadState('networkidle');
  expect(loaded.filter((path) => /wasm|notes\.json|set-deck|dist\./.test(path))).toEqual([]);
});

test.describe('the starred questions', () => {
  const stars = (page: Page) => page.evaluate(() => JSON.parse(localStorage.getItem('fastapi-answers:stars') ?? '[]'));
  test.beforeEach(async ({ page }) => {
    await page.addInitScript(() => {
      if (!sessionStorage.getItem('seeded')) localStorage.setItem('fastapi-answers:stars', '[17,3,9999]');
      sessionStorage.setItem('seeded', 'yes');
    });
  });

  test('are what an address without a set opens, in the order in which they were starred', async ({ page }) => {
    await page.goto('/set/');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('My set');
    await expect.poll(() => chosen(page)).toEqual([17, 3]);
    expect(new URL(page.url()).hash).toBe('#17,3');
    await press(page, 'Question 3 earlier');
    await press(page, 'Remove question 17');
    await page.locator('.set-others > summary').click();
    await press(page, 'Add question 5');
    await expect.poll(() => stars(page)).toEqual([3, 5]);
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('My set');
    await expect.poll(() => chosen(page)).toEqual([3, 5]);
  });

  test('stay as they are while a set of somebody else is changed, and can take it in', async ({ page }) => {
    await page.goto('/set/#2,3');
    await press(page, 'Remove question 2');
    await page.locator('.set-others > summary').click();
    await press(page, 'Add question 8');
    await expect.poll(() => stars(page)).toEqual([17, 3, 9999]);
    await press(page, 'Add to my set');
    await expect(page.locator('#status')).toHaveText('My set has 3 questions');
    await expect.poll(() => stars(page)).toEqual([17, 3, 8]);
    await press(page, 'Open my set');
    await expect.poll(() => chosen(page)).toEqual([17, 3, 8]);
    await press(page, 'New set');
    await expect.poll(() => chosen(page)).toEqual([]);
    await expect.poll(() => stars(page)).toEqual([17, 3, 8]);
  });
});

test('a chapter leads to its set', async ({ page }) => {
  await page.goto('/routing/');
  await page.getByRole('link', { name: 'This chapter as a set' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Routing & Path Parameters');
  await expect.poll(() => chosen(page)).toEqual([6, 7, 8, 9, 10]);
});

test('a set can be handed to the system', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'share', {
      value: (data: unknown) => Promise.resolve(void Object.assign(window, { shared: data })),
    });
  });
  await page.goto('/set/#1,2&title=Two');
  await press(page, 'Share');
  const shared = await page.evaluate(() => (window as unknown as { shared: unknown }).shared);
  expect(shared).toEqual({ title: 'Two', text: 'Two', url: page.url() });
});
