import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, expect, test } from 'playwright/test';
import { copyProject } from '../support/scratch.ts';
import { chromiumArgs, quickChromiumPath } from '../tools/browsers.ts';
import { freePort } from '../tools/ports.ts';

let scratch: string;
let server: ChildProcess;
let address: string;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  test.setTimeout(180_000);
  scratch = copyProject();
  const port = await freePort();
  address = `http://localhost:${port}`;
  server = spawn('astro', ['dev', '--port', String(port)], { cwd: scratch, stdio: 'pipe', detached: true });
  await new Promise<void>((ready, fail) => {
    let printed = '';
    const read = (text: Buffer) => {
      printed += text;
      if (/watching for file changes/.test(printed)) ready();
    };
    server.stdout!.on('data', read);
    server.stderr!.on('data', read);
    server.on('exit', () => fail(new Error(printed)));
  });
});
test.afterAll(() => {
  if (server?.pid) process.kill(-server.pid);
  rmSync(scratch, { recursive: true, force: true });
});

/** Changes a file of the copy while the server runs: at once, so that it is never read half written. */
function edit(file: string, change: (text: string) => string) {
  const path = join(scratch, file);
  const text = readFileSync(path, 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error(`nothing to change in ${file}`);
  const whole = join(scratch, '.changed');
  writeFileSync(whole, changed);
  renameSync(whole, path);
}

test('a chapter has the same neighbors as when it is built', async () => {
  test.setTimeout(120_000);
  const html = await (await fetch(`${address}/dependencies/`)).text();
  const pagination = html.slice(html.indexOf('<nav class="pagination'));
  expect(pagination).toContain('href="/validation/validation-errors/"');
  expect(pagination).toContain('href="/concurrency/sync-and-async/"');
  const chapters = html.slice(html.indexOf('Other chapters'));
  expect(chapters).toContain('href="/security/"');
  expect(chapters.slice(0, chapters.indexOf('</nav>'))).not.toContain('href="/dependencies/"');
});

test('no page waits for the index of search, which takes seconds to make: it is made when search asks for it', async () => {
  test.setTimeout(120_000);
  const html = await (await fetch(`${address}/routing/path-parameters/`)).text();
  expect(/data-search="([^"]*)"/.exec(html)?.[1]).toBe('/search.json');
  const made = await (await fetch(`${address}/search.json`)).json();
  expect(made.rows).toContain('path-parameters');
});

test('what is edited shows by itself; a fault lies over the page, with file, place and remedy, until it is mended', async () => {
  test.setTimeout(300_000);
  const browser = await chromium.launch({ executablePath: quickChromiumPath() ?? '', args: chromiumArgs });
  try {
    const page = await browser.newPage();
    await page.goto(`${address}/routing/path-parameters/`);
    const overlay = page.locator('vite-error-overlay');
    const within = { timeout: 60_000 };

    edit('content/routing/path-parameters/by_hand.py', (text) => `${text}# A line that was not there.\n`);
    await expect(page.locator('main')).toContainText('A line that was not there.', within);

    edit('content/routing/path-parameters/index.mdx', (text) =>
      text.replace('level: junior\ntags', 'level: novice\ntags'),
    );
    await expect(overlay).toContainText('content/routing/path-parameters/index.mdx, level:', within);
    // Astro loads the page again, so the overlay goes and comes back.
    await expect(overlay).toContainText('Correct the value; src/lib/schemas.ts says what it is for.', within);
    edit('content/routing/path-parameters/index.mdx', (text) => text.replace('level: novice', 'level: mid'));
    await expect(page.locator('.facts b').first()).toHaveText('mid', within);
    await expect(overlay).toHaveCount(0);

    edit('content/sections.yaml', (text) => text.replace(/^( +)title: .*Routing.*$/m, '$1title: Paths & Routes'));
    await expect(page.locator('.breadcrumb')).toContainText('Paths & Routes', within);
  } finally {
    await browser.close();
  }
});
