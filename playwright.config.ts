import { defineConfig } from 'playwright/test';
import { chromiumArgs, chromiumPath } from './tests/chromium.ts';

/** site: facts about dist/. browser: the built site in Chromium. */
export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  reporter: [['line']],
  timeout: 60_000,
  outputDir: 'test-results',
  projects: [
    { name: 'site', testDir: 'tests/site' },
    {
      name: 'browser',
      testDir: 'tests/browser',
      use: {
        baseURL: 'http://localhost:4327',
        locale: 'en-GB',
        permissions: ['clipboard-read', 'clipboard-write'],
        launchOptions: { executablePath: chromiumPath() ?? '', args: chromiumArgs },
        trace: 'retain-on-failure',
      },
    },
  ],
  webServer: process.argv.some((word) => word.includes('browser'))
    ? { command: 'node tests/serve.ts 4327', url: 'http://localhost:4327/', stdout: 'pipe' }
    : [],
});
