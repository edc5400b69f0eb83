import { type Browser, type BrowserContextOptions, expect, type Page } from 'playwright/test';

/** What tests of the mock interview and of the room press, look at, and find copied. */
export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
export const shown = (page: Page, name: string) => page.locator(`[data-show=${name}]`);
export const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

/** The ways in which people see an interview, by name. */
export const views: { [name: string]: BrowserContextOptions } = {
  light: {},
  dark: { colorScheme: 'dark' },
  'forced colors': { forcedColors: 'active' },
  'a small phone': { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true },
};

/** Without scripts a page says `what` it needs, hides the element, and has the questions. */
export async function seeWithoutScripts(browser: Browser, path: string, element: string, what: string) {
  const page = await browser.newPage({ javaScriptEnabled: false });
  await page.goto(path);
  await expect(page.locator('noscript p')).toContainText(what);
  await expect(page.locator('noscript p')).toBeVisible();
  await expect(page.locator(element)).toBeHidden();
  await page.getByText('All questions', { exact: true }).first().click();
  await expect(page.locator('.questions-below a').first()).toBeVisible();
  await page.close();
}
