import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, expect, type Page, test } from 'playwright/test';
import { chromiumArgs, chromiumPath } from '../tools/browsers.ts';

/** What a browser may refuse, refused for real. */
const answer = '/dependencies/dependency-scopes/';
const field = (page: Page) => page.getByRole('combobox', { name: 'Search the answers' });
const options = (page: Page) => page.getByRole('listbox', { name: 'Answers' }).getByRole('option');

test.describe('where site data is blocked', () => {
  let profile: string;
  let context: BrowserContext;
  let page: Page;
  let faults: string[];

  test.beforeAll(async ({ baseURL }) => {
    profile = mkdtempSync(join(tmpdir(), 'blocked-'));
    mkdirSync(join(profile, 'Default'));
    const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
    writeFileSync(join(profile, 'Default/Preferences'), JSON.stringify(preferences));
    context = await chromium.launchPersistentContext(profile, {
      executablePath: chromiumPath() ?? '',
      args: chromiumArgs,
      baseURL: baseURL!,
      locale: 'en-US',
    });
  });
  test.afterAll(async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  });
  test.beforeEach(async () => {
    page = await context.newPage();
    faults = [];
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(answer);
    const refused = await page.evaluate(() => {
      try {
        return typeof localStorage;
      } catch (error) {
        return (error as Error).name;
      }
    });
    expect(refused).toBe('SecurityError');
  });
  test.afterEach(async () => {
    await page.close();
    expect(faults).toEqual([]);
  });

  test('search finds, and leads on', async () => {
    await page.keyboard.press('/');
    await field(page).fill('override dependencies');
    await expect(options(page).first()).toHaveAttribute('href', /\/overriding-dependencies\//);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/overriding-dependencies\//);
    await page.waitForLoadState();
    await page.keyboard.press('Control+k');
    await expect(field(page)).toBeFocused();
  });

  test('the page that a search led to marks what was asked', async () => {
    await page.keyboard.press('/');
    await field(page).fill('dependency_overrides');
    await expect(options(page).first()).toHaveAttribute('href', /\/overriding-dependencies\//);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/overriding-dependencies\//);
    const marked = () => page.evaluate(() => [...(CSS.highlights.get('found') ?? [])].map(String));
    await expect.poll(marked).toContain('dependency_overrides');
    // They are kept for one page.
    await page.goto(answer);
    expect(await page.evaluate(() => window.name)).toBe('');
  });

  test('the page of the search finds too', async () => {
    await page.goto('/search/?q=jwt');
    await expect(options(page).first()).toBeVisible();
  });

  test('practice goes on for as long as the page lives, and says so', async () => {
    await page.goto('/practice/');
    await expect(page.locator('.practice-note')).toContainText('This browser keeps nothing for this site');
    await page.locator('.practice-start').click();
    await page.keyboard.press(' ');
    await page.keyboard.press('1');
    await page.getByRole('button', { name: 'Leave' }).click();
    await expect(page.locator('[data-count=missed]')).toHaveText('1');
    await expect(page.locator('.keeping-state')).toHaveText('In this page alone: 1 grade of 1 question.');
    await expect(page.getByRole('button', { name: 'Export a file' })).toBeEnabled();
  });

  test('the theme changes', async () => {
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const before = await ground();
    await page.getByRole('button', { name: 'Theme: system' }).click();
    await expect(page.getByRole('button', { name: 'Theme: dark' })).toBeVisible();
    expect(await ground()).not.toBe(before);
  });

  test('a question is starred as long as the page is there, and the page says so', async () => {
    const star = page.getByRole('button', { name: 'Star question 19' });
    await star.click();
    await expect(page.locator('#status')).toHaveText(
      'Question 19 is in my set, on this page only: the browser keeps nothing',
    );
    await expect(star).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('s');
    await expect(star).toHaveAttribute('aria-pressed', 'false');
  });

  test('shortcuts can be switched off in the page, and the page shows where one is', async () => {
    await page.keyboard.press('/');
    await page.getByRole('switch', { name: /shortcuts/ }).uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await expect(page.getByRole('dialog')).toBeHidden();
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await page.locator('#q19-pitfalls').evaluate((node) => node.scrollIntoView());
    await expect(page.locator('.page-contents [aria-current]')).toHaveText('Pitfalls');
  });
});

test.describe('what is stored may be anything', () => {
  const values = ['', '{', 'null', '{}', '5', '"x"', '[[[[', '[null]', '{"path":{}}', 'x'.repeat(100_000)];
  for (const key of ['theme', 'shortcuts', 'searches', 'rehearsed', 'marks', 'stars']) {
    test(`under "${key}"`, async ({ page }) => {
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      await page.goto(answer);
      for (const value of values) {
        await page.evaluate(
          ([name, text]) => {
            for (const area of [localStorage, sessionStorage]) area.setItem(`fastapi-answers:${name}`, text!);
          },
          [key, value],
        );
        await page.reload();
        await page.keyboard.press('Control+k');
        await field(page).fill('cors');
        await expect(options(page).first(), value.slice(0, 20)).toHaveAttribute('href', /cors/);
        await field(page).fill('');
        expect(faults, value.slice(0, 20)).toEqual([]);
      }
    });
  }
});

test('a store that is full refuses nothing of the page', async ({ page }) => {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(answer);
  await page.evaluate(() => {
    for (const area of [localStorage, sessionStorage]) {
      for (let size = 4_000_000; size > 0; size = Math.floor(size / 2)) {
        for (let at = 0; ; at += 1) {
          try {
            area.setItem(`full-${size}-${at}`, 'x'.repeat(size));
          } catch {
            break;
          }
        }
      }
    }
  });
  await page.getByRole('button', { name: 'Theme: system' }).click();
  await expect(page.getByRole('button', { name: 'Theme: dark' })).toBeVisible();
  await page.keyboard.press('/');
  await field(page).fill('override dependencies');
  await expect(options(page).first()).toHaveAttribute('href', /\/overriding-dependencies\//);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/overriding-dependencies\//);
  expect(faults).toEqual([]);
});

test.describe('where copying is refused', () => {
  test.use({ permissions: [] });
  const selected = (page: Page) => page.evaluate(() => getSelection()?.toString() ?? '');

  test('the text is selected instead: the link, and the whole code', async ({ page, baseURL }) => {
    await page.addInitScript(() => {
      const write = () => Promise.reject(new DOMException('denied', 'NotAllowedError'));
      Object.defineProperty(navigator, 'clipboard', { value: { writeText: write } });
    });
    await page.goto(answer);
    const link = `How do you manage “scoped” dependencies (per-request, per-session)? — ${baseURL}${answer}`;
    await page.getByRole('button', { name: 'Copy link' }).click();
    await expect.poll(() => selected(page)).toBe(link);
    await expect(page.getByRole('status')).toHaveText(link);
    const copy = page.getByRole('button', { name: /^Copy .*\.py$/ }).first();
    const figure = page.locator('figure', { has: copy }).first();
    const code =
      (await figure.locator('.whole pre').count()) > 0 ? figure.locator('.whole pre') : figure.locator('pre');
    await copy.click();
    await expect(page.getByRole('status')).toHaveText('Copying is not allowed here; the code is selected');
    const text = (await code.first().textContent())!;
    expect((await selected(page)).replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
    await expect(code.first()).toBeVisible();
  });

  test('and where there is no clipboard at all', async ({ page }) => {
    await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await page.goto(answer);
    await page.keyboard.press('c');
    await expect.poll(() => selected(page)).toContain('dependencies (per-request, per-session)? — http');
  });
});

test('c copies once a press, however long it is held', async ({ page }) => {
  await page.addInitScript(() => {
    const written: string[] = [];
    Object.assign(window, { written });
    Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: (text: string) => Promise.resolve(void written.push(text)) },
    });
  });
  await page.goto(answer);
  const count = () => page.evaluate(() => (window as unknown as { written: string[] }).written.length);
  // A key that is held is pressed again and again, without being released.
  for (let press = 0; press < 5; press += 1) await page.keyboard.down('c');
  await page.keyboard.up('c');
  expect(await count()).toBe(1);
  await page.keyboard.press('c');
  expect(await count()).toBe(2);
});

test('in forced colors the chosen row is told from the others', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto(answer);
  await page.keyboard.press('/');
  await field(page).fill('dependency');
  await expect(options(page).nth(1)).toBeVisible();
  // The edge of a row, where it has no text: what is drawn, not what is computed.
  const edge = async (index: number) => {
    const { x, y } = (await options(page).nth(index).boundingBox())!;
    return (await page.screenshot({ clip: { x, y, width: 12, height: 40 } })).toString('base64');
  };
  expect(await edge(1)).toBe(await edge(2));
  expect(await edge(0)).not.toBe(await edge(1));
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the field is seen, and what stands in it before one types (${colorScheme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto(answer);
    await page.keyboard.press('/');
    const colors = await field(page).evaluate((node) => {
      const { backgroundColor } = getComputedStyle(node.closest('dialog')!);
      node.blur();
      const { borderBottomColor } = getComputedStyle(node);
      const { color, opacity } = getComputedStyle(node, '::placeholder');
      return { ground: backgroundColor, border: borderBottomColor, placeholder: color, opacity };
    });
    const luminance = (color: string) => {
      const [red = 0, green = 0, blue = 0] = color.match(/[\d.]+/g)!.map((part) => {
        const value = Number(part) / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const contrast = (one: string, other: string) => {
      const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
      return (light + 0.05) / (dark + 0.05);
    };
    expect(contrast(colors.border, colors.ground)).toBeGreaterThanOrEqual(3);
    expect(contrast(colors.placeholder, colors.ground)).toBeGreaterThanOrEqual(7);
    expect(colors.opacity).toBe('1');
  });
}
