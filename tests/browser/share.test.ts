import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { expect, type Page, test } from 'playwright/test';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const answer = '/dependencies/dependency-scopes/';
const question = 'How do you manage “scoped” dependencies (per-request, per-session)?';
const status = (page: Page) => page.locator('#status');
const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
const faults = async (page: Page) => {
  await page.evaluate(axe);
  // What waits to be laid out has no size of its own until somebody comes near.
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { content-visibility: visible !important }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  });
  return page.evaluate<string[]>(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] })
      .then(({ violations }) => violations.map(({ id, nodes }) => id + ' at ' + nodes.map(({ target }) => target).join(', ')))`,
  );
};
/** Replaces what the system offers, and keeps what it was asked for. */
const stubShare = (page: Page) =>
  page.addInitScript(() => {
    const share = (data: unknown) => Promise.resolve(void Object.assign(window, { shared: data }));
    Object.defineProperty(navigator, 'share', { value: share, configurable: true });
  });
const shared = (page: Page) => page.evaluate(() => (window as unknown as { shared: unknown }).shared);

test.describe('stars', () => {
  const star = (page: Page, number: number) =>
    page.getByRole('button', { name: `Star question ${number}`, exact: true });

  test('a button and the key s star an answer; lists, other tabs and the next visit know', async ({
    page,
    context,
  }) => {
    await page.goto(answer);
    await expect(star(page, 19)).toHaveAttribute('aria-pressed', 'false');
    await star(page, 19).click();
    await expect(status(page)).toHaveText('Question 19 is in my set');
    await expect(star(page, 19)).toHaveAttribute('aria-pressed', 'true');
    await expect(star(page, 19)).toHaveText('★ Star');
    const other = await context.newPage();
    await other.goto('/');
    await expect(star(other, 19)).toHaveAttribute('aria-pressed', 'true');
    await star(other, 7).click();
    await expect(status(other)).toHaveText('Question 7 is in my set');
    // Each tab has a store of its own until the browser has told it of the others.
    await expect.poll(() => page.evaluate(() => localStorage.getItem('fastapi-answers:stars'))).toBe('[19,7]');
    await page.keyboard.press('s');
    await expect(status(page)).toHaveText('Question 19 has left my set');
    await expect(star(other, 19)).toHaveAttribute('aria-pressed', 'false');
    await page.keyboard.press('s');
    await page.getByRole('link', { name: 'My set' }).click();
    await expect(page).toHaveURL(/\/set\/#7,19$/);
  });

  test('in a list, s stars the row that has the focus, and the star of a row is reached from it', async ({ page }) => {
    await page.goto('/routing/');
    await page.locator('.questions a').nth(1).focus();
    await page.keyboard.press('s');
    await expect(status(page)).toHaveText('Question 7 is in my set');
    await page.keyboard.press('Tab');
    await expect(star(page, 7).first()).toBeFocused();
    await expect(star(page, 7).first()).toBeInViewport();
    await page.keyboard.press('Enter');
    await expect(star(page, 7).first()).toHaveAttribute('aria-pressed', 'false');
    // The head of the answer, further down in the chapter, knows too.
    await expect(star(page, 7).last()).toHaveAttribute('aria-pressed', 'false');
  });

  test('nothing that can be done with an answer is loaded before it is done', async ({ page }) => {
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(request.url()));
    await page.goto(answer);
    await page.waitForLoadState('networkidle');
    const lazy = () => loaded.filter((url) => /on-demand|fragment-generation/.test(url));
    expect(lazy()).toEqual([]);
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    await expect(page.locator('.share-menu')).toBeVisible();
    expect(lazy()).toHaveLength(1);
  });
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 664 }, hasTouch: true, isMobile: true });

  test('Share hands the question and its address to the system', async ({ page, baseURL }) => {
    await stubShare(page);
    await page.goto(answer);
    await page.getByRole('button', { name: 'Share', exact: true }).tap();
    await expect.poll(() => shared(page)).toEqual({ title: question, text: question, url: baseURL + answer });
    await expect(page.locator('.share-menu')).toHaveCount(0);
  });
});

test('the menu of Share has the code of the card, opens and closes by keyboard, and axe finds nothing in it', async ({
  page,
  baseURL,
}) => {
  await stubShare(page);
  await page.goto(answer);
  const share = page.getByRole('button', { name: 'Share', exact: true });
  await share.focus();
  await page.keyboard.press('Enter');
  const menu = page.getByRole('group', { name: 'Share question 19' });
  await expect(menu).toBeVisible();
  await expect(share).toHaveAttribute('aria-expanded', 'true');
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(share).toBeFocused();
  await page.keyboard.press('Enter');
  await menu.getByRole('button', { name: 'Copy the code to embed it' }).click();
  await expect(status(page)).toHaveText('Code to embed question 19 copied');
  await expect.poll(() => copied(page)).toContain(`<iframe src="${baseURL}${answer}card/" title="${question}"`);
  await expect(share).toBeFocused();
  await share.click();
  await menu.getByRole('button', { name: 'With an app' }).click();
  expect(await shared(page)).toEqual({ title: question, text: question, url: baseURL + answer });
  await share.click();
  await page.locator('h1').click();
  await expect(menu).toBeHidden();
});

test('where the menu does not arrive, Share copies the link', async ({ page, baseURL }) => {
  await page.route('**/on-demand*', (route) => route.abort());
  await page.goto(answer);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(status(page)).toHaveText(`Link copied: ${question}`);
  await expect.poll(() => copied(page)).toBe(`${question} — ${baseURL}${answer}`);
});

test('the code shows the card in a page of another site, whose links open outside of it', async ({ page, baseURL }) => {
  await page.goto(answer);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByRole('button', { name: 'Copy the code to embed it' }).click();
  await expect(status(page)).toHaveText('Code to embed question 19 copied');
  const code = await copied(page);
  // A server of its own: a browser keeps the frames of a page from nowhere out of this machine.
  const wiki = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><title>Wiki</title><h1>Wiki</h1>${code}`);
  }).listen(0, '127.0.0.1');
  await once(wiki, 'listening');
  await page.goto(`http://127.0.0.1:${(wiki.address() as AddressInfo).port}/`);
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('heading', { level: 1 })).toHaveText(question);
  const [opened] = await Promise.all([
    page.waitForEvent('popup'),
    frame.getByRole('link', { name: 'The whole answer, with its programs and proofs' }).click(),
  ]);
  await expect(opened).toHaveURL(baseURL + answer);
  for (const width of [320, 700, 1200]) {
    await page.setViewportSize({ width, height: 600 });
    const inner = page.frames()[1]!;
    expect(
      await inner.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      `${width}`,
    ).toBeLessThanOrEqual(0);
  }
  wiki.close();
});

test.describe('a passage', () => {
  /** Selects the first occurrence of `text` in what `selector` finds, as a reader would have. */
  const select = (page: Page, selector: string, text: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((node, wanted) => {
        const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
        for (let at = walker.nextNode(); at; at = walker.nextNode()) {
          const index = at.textContent!.indexOf(wanted);
          if (index < 0) continue;
          getSelection()!.setBaseAndExtent(at, index, at, index + wanted.length);
          return;
        }
        throw new Error(`no ${wanted}`);
      }, text);
  const bar = (page: Page) => page.getByRole('toolbar', { name: 'Selected passage' });

  test('its link leads to it, on the page of its answer', async ({ page, baseURL }) => {
    await page.goto(answer);
    await select(page, '.say p', 'There is no singleton scope');
    await bar(page).getByRole('button', { name: 'Copy link to this passage' }).click();
    await expect(status(page)).toHaveText('Link to “There is no singleton scope” copied');
    const text = await copied(page);
    expect(text).toBe(`${question} — ${baseURL}${answer}#q19-say:~:text=there%20is%20no%20singleton%20scope`);
  });

  test('a passage that stands there twice is told apart by what is around it', async ({ page }) => {
    await page.goto(answer);
    await select(page, '.say p', 'scope');
    await expect(bar(page)).toBeVisible();
    await page.keyboard.press('c');
    await expect(status(page)).toHaveText('Link to “scope” copied');
    await expect.poll(() => copied(page)).toMatch(/#q19-say:~:text=[^,]+-,scopes(,-.+)?$/);
  });

  test('in a chapter, the link leads to the page of the answer', async ({ page, baseURL }) => {
    await page.goto('/dependencies/');
    await select(page, '#q19 .say p', 'There is no singleton scope');
    await expect(bar(page)).toBeVisible();
    await page.keyboard.press('c');
    await expect.poll(() => copied(page)).toContain(`${baseURL}${answer}#q19-say:~:text=`);
  });

  test('a mistake in it is reported with its words, its link, its proof and the versions', async ({ page }) => {
    await page.goto(answer);
    await select(page, '#q19-listens ~ dl, #q19-listens ~ ul', 'because an error skips it');
    const report = bar(page).getByRole('link', { name: 'Report a mistake' });
    await expect(report).toHaveAttribute('href', /shown=/);
    // To find what tells the passage from all others takes a while, which whoever only selects is spared.
    await expect(report).toHaveAttribute('href', /%23q19-listens%0A/);
    await report.dispatchEvent('pointerdown');
    await expect(report).toHaveAttribute('href', /%3A%7E%3Atext%3D/);
    const { searchParams } = new URL((await report.getAttribute('href'))!);
    expect(searchParams.get('answer')).toBe('19. Dependency scopes');
    expect(searchParams.get('wrong')).toMatch(/^> because an error skips it\n\nhttp.+#q19-listens:~:text=/);
    expect(searchParams.get('shown')).toMatch(
      /^Its proof: test_\w+ https:\/\/github\.com\/.+\/test_dependency_scopes\.py#L\d+\nChecked with: FastAPI [\d.]+ · /,
    );
  });

  test('the keyboard reaches the bar from the passage, and the text from the bar; axe finds nothing', async ({
    page,
  }) => {
    await page.goto(answer);
    await select(page, '.say p', 'There is no singleton scope');
    await expect(page.locator('[aria-live=polite]')).toHaveText(
      'Passage selected: Tab leads to what can be done with it',
    );
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press('Tab');
    await expect(bar(page).getByRole('button')).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(bar(page).getByRole('link')).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(bar(page)).toBeHidden();
    await expect(page.getByRole('button', { name: 'Copy link', exact: true })).toBeFocused();
    await select(page, '.say p', 'application owns');
    await expect(bar(page)).toBeVisible();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(status(page)).toHaveText('Link to “application owns” copied');
    await page.keyboard.press('Escape');
    await expect(bar(page)).toBeHidden();
    // Without a passage the key is that of the answer again.
    await page.evaluate(() => getSelection()!.removeAllRanges());
    await page.keyboard.press('c');
    await expect(status(page)).toHaveText(`Link copied: ${question}`);
  });

  test('what is selected elsewhere, or in two answers, brings no bar; without the library the part is linked', async ({
    page,
    baseURL,
  }) => {
    await page.route('**/fragment-generation-utils*', (route) => route.abort());
    await page.goto(answer);
    await select(page, '.say p', 'There is no singleton scope');
    await expect(bar(page)).toBeVisible();
    await select(page, '.site-footer', 'Every program');
    await expect(bar(page)).toBeHidden();
    await select(page, '.say p', 'There is no singleton scope');
    await expect(bar(page)).toBeVisible();
    await page.keyboard.press('c');
    await expect(status(page)).toHaveText('Link to the part that has “There is no singleton scope” copied');
    await expect.poll(() => copied(page)).toBe(`${question} — ${baseURL}${answer}#q19-say`);
    await page.goto('/dependencies/');
    await page.evaluate(() => {
      const [one, other] = [...document.querySelectorAll('.say p')];
      getSelection()!.setBaseAndExtent(one!, 0, other!, 1);
    });
    await page.waitForTimeout(500);
    await expect(bar(page)).toBeHidden();
  });

  test('the bar of a mouse stands at the passage, within the window; that of a finger at its foot', async ({
    page,
    browser,
  }) => {
    await page.goto(answer);
    await select(page, '.say p', 'There is no singleton scope');
    const [passage, box] = [await page.locator('.say p').boundingBox(), await bar(page).boundingBox()];
    expect(box!.y).toBeLessThan(passage!.y + passage!.height + 60);
    expect(box!.y + box!.height).toBeGreaterThan(passage!.y);
    expect(box!.x).toBeGreaterThanOrEqual(0);
    const phone = await browser.newPage({ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });
    await phone.goto(answer);
    await select(phone, '.say p', 'There is no singleton scope');
    const foot = (await bar(phone).boundingBox())!;
    expect(foot.y + foot.height).toBeCloseTo(640, 0);
    expect(foot.width).toBeCloseTo(360, 0);
    await phone.close();
  });
});
