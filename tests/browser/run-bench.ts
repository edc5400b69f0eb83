import { expect, type Locator, type Page } from 'playwright/test';
import { violations } from './axe.ts';

/** An answer whose programs run in the page. */
export const answer = '/routing/path-parameters/';

/** Python starts within seconds on a machine of one's own, and within a minute on a busy one. */
export const boot = { timeout: 120_000 };

/** The figure of a program that can be run. */
export const figure = (page: Page, file: string) =>
  page.locator('figure.program', { has: page.getByRole('button', { name: `Run ${file}`, exact: true }) }).first();
/** What axe finds in the bench. */
export const faults = (page: Page) => violations(page, 'run-bench');
export const bench = (page: Page) => page.locator('run-bench');
export const said = (page: Page) => bench(page).locator('[role=status]');
export const press = (page: Page, name: string) => bench(page).getByRole('button', { name, exact: true }).click();
export const editor = (page: Page) => page.getByRole('textbox', { name: /, editor$/ });

/** Presses "Run" at a program, agrees to what it loads, and waits for what comes of it. */
export async function run(page: Page, file: string, says: RegExp | string): Promise<Locator> {
  const program = figure(page, file);
  await program.getByRole('button', { name: `Run ${file}`, exact: true }).click();
  await press(page, 'Load and run');
  await expect(said(page)).toHaveText(says, boot);
  return program;
}

/** Replaces a text in the editor, as one does who selects it and types. */
export async function change(page: Page, from: string, to: string) {
  await editor(page).click();
  const code = await textIn(page);
  expect(code).toContain(from);
  await write(page, code.replace(from, to));
}
/** The whole text of the editor, which shows only what is in view. */
export async function textIn(page: Page): Promise<string> {
  await editor(page).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  return page.evaluate(() => navigator.clipboard.readText());
}
export async function write(page: Page, code: string) {
  await editor(page).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(code);
}

/** What a page asks of the server from now on, as paths. */
export function listen(page: Page): string[] {
  const paths: string[] = [];
  page.on('request', (request) => request.method() === 'GET' && paths.push(new URL(request.url()).pathname));
  return paths;
}
export const isPack = (path: string) => path.startsWith('/run/files/');
