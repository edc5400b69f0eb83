import { existsSync } from 'node:fs';
import { chromium } from 'playwright/test';

/** Playwright's own Chromium if it is installed, else the system's; undefined where there is none. */
export const chromiumPath = (): string | undefined =>
  [
    chromium.executablePath(),
    process.env['CHROMIUM_PATH'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ].find((path) => path && existsSync(path));

/** Switches that keep Chromium from looking up anything but the pages under test, and let root run it. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
