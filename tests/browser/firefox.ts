import { expect } from 'playwright/test';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { firefoxPath } from '../tools/browsers.ts';

/**
 * The second engine. Playwright needs a Firefox of its own making; Puppeteer speaks WebDriver BiDi to the one that is
 * installed. `preferences` are those of about:config.
 */
export async function launch(preferences: { readonly [name: string]: unknown } = {}): Promise<Browser> {
  const executablePath = firefoxPath();
  if (!executablePath)
    throw new Error('Firefox is missing. Run `npm run setup -- --system`, or name one in FIREFOX_PATH.');
  return puppeteer.launch({ browser: 'firefox', executablePath, timeout: 60_000, extraPrefsFirefox: preferences });
}

/** A new page, with a list that gets what it complains of: errors of the console and of scripts. */
export async function open(browser: Pick<Browser, 'newPage'>): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { page, complaints };
}

/** Presses the button that is seen and whose text contains `text`. */
export const press = (page: Page, text: string) =>
  page.locator(`::-p-xpath(//button[contains(., '${text}') and not(ancestor-or-self::*[@hidden])])`).click();

/** The text of the first element at `selector`, polled until it is as expected. */
export const said = (page: Page, selector: string) =>
  expect.poll(() => page.$eval(selector, (node) => node.textContent!.trim()).catch(() => undefined), {
    message: selector,
    timeout: 30_000,
  });

/** Waits until the focus is at `selector`: no change of the document tells of it, which is all that `waitForSelector` hears. */
export const focused = (page: Page, selector: string) =>
  page.waitForFunction((one) => document.activeElement?.matches(one), { polling: 100, timeout: 60_000 }, selector);
