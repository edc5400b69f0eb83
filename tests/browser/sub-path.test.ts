import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { chromium, expect, test } from 'playwright/test';
import { Publisher } from '../support/publisher.ts';
import { chromiumArgs, quickChromiumPath } from '../tools/browsers.ts';

const dist = '.cache/sub-path';
const base = '/fastapi-answers/';
const slow = { timeout: 60_000 };

/** The build for a project page, which tests/site/links.test.ts makes as well; made here where there is none of today's. */
function buildBelow() {
  const age = (folder: string) =>
    existsSync(`${folder}/offline.json`) ? statSync(`${folder}/offline.json`).mtimeMs : 0;
  if (age(dist) > age('dist')) return;
  execFileSync('astro', ['build', '--outDir', dist], { env: { ...process.env, SITE_BASE: base }, stdio: 'pipe' });
}

test('below a path all is found, shared, taken away and kept there, and the browser would install it', async () => {
  test.setTimeout(400_000);
  buildBelow();
  const server = await new Publisher(dist, base).start();
  // With a folder of its own: a private window installs nothing.
  const context = await chromium.launchPersistentContext(test.info().outputDir, {
    executablePath: quickChromiumPath()!,
    args: chromiumArgs,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  const outside: string[] = [];
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (!response.url().startsWith('blob:') && (!pathname.startsWith(base) || response.status() >= 400))
      outside.push(pathname);
  });
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  const copy = async (name: string, from = page.locator('body')) => {
    await from.getByRole('button', { name, exact: true }).click();
    await expect(page.getByRole('status').filter({ hasText: 'copied' }).first()).toBeVisible();
    return copied();
  };

  await page.goto(`${server.url}/dependencies/dependency-scopes/`);
  expect(await copy('Copy link')).toContain(` — ${server.url}/dependencies/dependency-scopes/`);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByRole('button', { name: 'Copy the code to embed it' }).click();
  await expect.poll(copied).toContain(`src="${server.url}/dependencies/dependency-scopes/card/"`);
  await page.locator('.say p').first().selectText();
  await page.getByRole('button', { name: 'Copy link to this passage' }).click();
  await expect.poll(copied).toContain(`${server.url}/dependencies/dependency-scopes/#q19-say`);

  await page.goto(`${server.url}/set/#3,17`);
  expect(await copy('Copy link')).toContain(`${server.url}/set/#3,17`);
  expect(await copy('Copy as Markdown')).toContain(`(${server.url}/q/17/)`);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Anki deck' }).click();
  expect((await saved).suggestedFilename()).toMatch(/\.apkg$/);
  await page.getByRole('link', { name: 'Practice this set' }).click();
  await expect(page).toHaveURL(`${server.url}/practice/#3,17`);

  await page.goto(`${server.url}/offline/`);
  const devtools = await context.newCDPSession(page);
  expect((await devtools.send('Page.getAppManifest')).errors).toEqual([]);
  expect((await devtools.send('Page.getInstallabilityErrors')).installabilityErrors).toEqual([]);
  await page.getByRole('button', { name: /^Keep for offline/ }).click(slow);
  await expect(page.locator('offline-copy [role=status]')).toHaveText(/^Done\. Kept and up to date/, slow);
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated', undefined, slow);
  expect(outside).toEqual([]);

  await server.stop();
  await page.goto(`${server.url}/q/29`, slow);
  await expect(page).toHaveURL(`${server.url}/security/password-hashing/`);
  await page.keyboard.press('/');
  await page.locator('search-box input').fill('argon2 memory');
  await expect(page.locator('[role=option][href*="/password-hashing/"] .excerpt').first()).toContainText(/\w/, slow);
  await page.goto(`${server.url}/practice/mistakes/#seed=monday&sections=testing&count=2`, slow);
  await expect(page.locator('.stage form')).toBeVisible(slow);
  await page.goto(`${server.url}/nothing/`, slow);
  await expect(page.getByText('is not part of the copy')).toBeVisible(slow);
  // What lies beside the site is none of the worker's business.
  await expect(page.goto(new URL('/', server.url).href)).rejects.toThrow(/ERR_CONNECTION_REFUSED/);
  await context.close();
});
