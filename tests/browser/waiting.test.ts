import { expect, test } from 'playwright/test';

const phone = { width: 390, height: 664 };

test('a link to a part arrives at it, though what stands above it waits to be laid out', async ({ page }) => {
  for (const viewport of [phone, { width: 1280, height: 900 }]) {
    await page.setViewportSize(viewport);
    for (const path of ['/dependencies/dependency-scopes/', '/dependencies/', '/topics/']) {
      await page.goto('about:blank');
      const id = path === '/topics/' ? 'threadpool' : 'q19-related';
      await page.goto(`${path}#${id}`);
      const top = () => page.locator(`#${id}`).evaluate((node) => node.getBoundingClientRect().top);
      // Where `scroll-padding-top` puts it, and there it stays.
      await expect.poll(top).toBeLessThan(80);
      await page.waitForTimeout(500);
      expect(await top(), `${path} at ${viewport.width}`).toBeLessThan(80);
      expect(await top(), `${path} at ${viewport.width}`).toBeGreaterThan(30);
    }
  }
});

test('the browser finds words in what waits', async ({ page }) => {
  await page.setViewportSize(phone);
  await page.goto('/dependencies/');
  // A word of a program at the end of the chapter.
  const found = await page.evaluate(() =>
    (window as unknown as { find(words: string): boolean }).find('test_the_order_of_another_test_is_gone'),
  );
  expect(found).toBe(true);
});

test('on paper nothing waits', async ({ page }) => {
  await page.goto('/dependencies/dependency-scopes/');
  await page.emulateMedia({ media: 'print' });
  const waiting = await page.evaluate(() =>
    [...document.querySelectorAll('.answer *')].filter((node) => getComputedStyle(node).contentVisibility === 'auto'),
  );
  expect(waiting).toEqual([]);
});

test('a page is nearly as tall as it will be', async ({ page }) => {
  for (const viewport of [phone, { width: 1280, height: 900 }]) {
    await page.setViewportSize(viewport);
    await page.goto('/dependencies/');
    const height = () => page.evaluate(() => document.documentElement.scrollHeight);
    const before = await height();
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('.answer * { content-visibility: visible !important }');
      document.adoptedStyleSheets = [sheet];
    });
    expect(Math.abs(before / (await height()) - 1)).toBeLessThan(0.1);
  }
});
