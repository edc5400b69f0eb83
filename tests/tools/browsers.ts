import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright/test';

const first = (paths: (string | undefined)[]) => paths.find((path) => path && existsSync(path));

/** Where `@puppeteer/browsers` puts what it downloads. */
export const downloadFolder = '.cache/browsers';

const downloaded = (browser: string, path: string) => {
  const folder = join(downloadFolder, browser);
  return existsSync(folder) ? readdirSync(folder).map((build) => join(folder, build, path)) : [];
};

/** The Chromium to test with: the one that is named, Playwright's own, or the system's; undefined where there is none. */
export const chromiumPath = (): string | undefined =>
  first([
    process.env['CHROMIUM_PATH'],
    chromium.executablePath(),
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ]);

/** Debian's build of Chromium without windows, which takes two thirds of the time, and asks nobody for a microphone or their data. */
const headlessShell = '/usr/bin/chromium-headless-shell';

/** Whether the quicker Chromium is there, or not wanted because one is named. */
export const isQuick = (): boolean => Boolean(process.env['CHROMIUM_PATH']) || existsSync(headlessShell);

/** The quickest Chromium to test with, where neither settings nor questions of the browser itself matter. */
export const quickChromiumPath = (): string | undefined =>
  first([process.env['CHROMIUM_PATH'], headlessShell, chromiumPath()]);

/** The Firefox to test with: the one that is named, a downloaded one, or the system's; undefined where there is none. */
export const firefoxPath = (): string | undefined =>
  first([
    process.env['FIREFOX_PATH'],
    ...downloaded('firefox', 'firefox/firefox'),
    ...downloaded('firefox', 'Firefox.app/Contents/MacOS/firefox'),
    '/usr/bin/firefox-esr',
    '/usr/bin/firefox',
    '/Applications/Firefox.app/Contents/MacOS/firefox',
  ]);

/** Switches that keep Chromium from looking up anything but the pages under test, and let root run it. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
