import { defineConfig } from 'playwright/test';
import { chromiumArgs, quickChromiumPath } from './tests/tools/browsers.ts';
import { freePort } from './tests/tools/ports.ts';

/** Workers read this file too, and inherit the port that the first reading found. */
process.env['SITE_PORT'] ??= String(await freePort());
const baseURL = `http://localhost:${process.env['SITE_PORT']}`;

/** site: facts about dist/. browser: the built site in Chromium. */
export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  // On a machine that others keep busy a browser may stall: what passes only when it is tried again is told as flaky, with its trace.
  retries: process.env['CI'] ? 1 : 0,
  reporter: [['line']],
  timeout: 60_000,
  outputDir: 'test-results',
  projects: [
    { name: 'site', testDir: 'tests/site' },
    {
      name: 'browser',
      testDir: 'tests/browser',
      use: {
        baseURL,
        locale: 'en-US',
        permissions: ['clipboard-read', 'clipboard-write'],
        trace: 'on-first-retry',
        launchOptions: { executablePath: quickChromiumPath() ?? '', args: chromiumArgs },
      },
    },
  ],
  webServer: {
    command: `astro preview --force --port ${process.env['SITE_PORT']}`,
    url: `${baseURL}/`,
    stdout: 'pipe',
  },
});
