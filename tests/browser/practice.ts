import { readFileSync } from 'node:fs';
import { expect, type Page } from 'playwright/test';
import { readAnswers } from '../support/answers.ts';

export const name = 'fastapi-answers:progress';
/** How many questions there are. */
export const total = readAnswers().length;
export const day = (after: number) => {
  const time = new Date();
  time.setDate(time.getDate() + after);
  return [time.getFullYear(), time.getMonth() + 1, time.getDate()].map((one) => String(one).padStart(2, '0')).join('-');
};

export async function open(page: Page, fragment = '') {
  await page.goto(`/practice/${fragment}`);
  await expect(page.locator('practice-desk[data-ready]')).toBeAttached();
}
export const start = (page: Page) => page.locator('.practice-start');
export const question = (page: Page) => page.locator('.session-question');
export const answer = (page: Page) => page.locator('.session-say');
export const state = (page: Page) => page.locator('.practice-state');
export const note = (page: Page) => page.locator('.practice-note');
export const said = (page: Page) => page.locator('.keeping-said');
export const counts = (page: Page) => page.locator('[data-count]').allTextContents();
export const press = (page: Page, button: string | RegExp) => page.getByRole('button', { name: button }).click();
/** Says an answer and grades it, by keyboard. */
export async function grade(page: Page, ...grades: string[]) {
  for (const one of grades) {
    await expect(question(page)).toBeFocused();
    await page.keyboard.press(' ');
    await expect(answer(page)).toBeFocused();
    await page.keyboard.press(one);
    await expect(answer(page)).toBeHidden();
  }
}
export async function saved(page: Page, act: () => Promise<void>) {
  const [download] = await Promise.all([page.waitForEvent('download'), act()]);
  return { file: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}
