import { type BrowserContextOptions, expect, test } from 'playwright/test';
import { violations } from './axe.ts';
import { complaintsOf } from './complaints.ts';
import { kinds, paths, share } from './paths.ts';

/** The ways in which people see a page, by name. */
const views: { [name: string]: BrowserContextOptions } = {
  'light theme': { colorScheme: 'light' },
  'dark theme, reduced motion': { colorScheme: 'dark', reducedMotion: 'reduce' },
  'forced colours': { forcedColors: 'active' },
  'small phone': { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true },
  'text of 200 %': {},
};

/** Sets the text to twice its size, as a reader's browser may. */
const doubleText = () => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(':root { font-size: 200% }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
};

for (const [part, [name, view]] of Object.entries(views).entries()) {
  test(`axe finds nothing on a page, nor in the dialog, and no page complains (${name})`, async ({ browser }) => {
    test.setTimeout(600_000);
    const page = await browser.newPage(view);
    const complaints = complaintsOf(page);
    // Contrast and the size of targets are measured on every page by tests below, and more strictly: here by day on one of a kind.
    const isPainted = (path: string) => 'WHOLE' in process.env || ('colorScheme' in view && kinds.has(path));
    for (const path of share(part, Object.keys(views).length)) {
      await page.goto(path);
      if (name === 'text of 200 %') await page.evaluate(doubleText);
      await page.evaluate(() => {
        for (const one of document.querySelectorAll('details')) one.open = true;
      });
      expect(await violations(page, 'html', isPainted(path)), path).toEqual([]);
      expect(complaints, path).toEqual([]);
    }
    await page.goto('/');
    if (name === 'text of 200 %') await page.evaluate(doubleText);
    await page.keyboard.press('Control+k');
    for (const query of ['', 'midleware', 'override dependencies']) {
      await page.getByRole('combobox', { name: 'Search the answers' }).fill(query);
      await expect(page.locator('search-box [role=option]').first()).toBeVisible();
      expect(await violations(page), `dialog: ${query}`).toEqual([]);
    }
    await page.close();
  });
}

test('a mark that leads to a proof says by its name what is proven', async ({ page }) => {
  await page.goto('/dependencies/dependency-scopes/');
  const marks = page.locator('.proof');
  expect(await marks.count()).toBeGreaterThan(10);
  await expect(marks.first()).toHaveAccessibleName('Proof: without finally every error leaks a session');
  await expect(page.locator('.proof[href*="depends-vs"]').first()).toHaveAccessibleName(
    'Proof: a streamed body still uses the dependency of the default scope',
  );
  await expect(page.getByRole('link', { name: 'Proof', exact: true })).toHaveCount(0);
});

test('the keyboard alone reaches all there is, sees where it is, and is never caught', async ({ page }) => {
  test.setTimeout(600_000);
  for (const path of share(0, 8)) {
    await page.goto(path);
    const count = await page.evaluate(() => {
      const all = [
        ...document.querySelectorAll<HTMLElement>('a[href], button:enabled, input, select, summary, [tabindex="0"]'),
      ];
      // Tab stops once at a group of radio buttons: at the one that is chosen, else at the first.
      const isStop = (one: HTMLElement) => {
        if (!(one instanceof HTMLInputElement) || one.type !== 'radio') return true;
        const group = all.filter((other) => (other as HTMLInputElement).name === one.name) as HTMLInputElement[];
        return one === (group.find(({ checked }) => checked) ?? group[0]);
      };
      const wanted = new Set(
        // The map of a chapter folds, while one moves on, the parts of what is no longer read.
        all.filter(
          (one) =>
            one.tabIndex >= 0 &&
            one.checkVisibility({ visibilityProperty: true }) &&
            isStop(one) &&
            !one.matches('.chapter-parts details > a'),
        ),
      );
      const faults: string[] = [];
      document.addEventListener('focusin', ({ target }) => {
        const one = target as HTMLElement;
        // A field shows it by its border, an editor by what stands in its shadow.
        if (getComputedStyle(one).outlineStyle === 'none' && !one.matches('main, input') && !one.shadowRoot) {
          faults.push(one.outerHTML.slice(0, 80));
        }
        wanted.delete(one);
      });
      Object.assign(window, { wanted, faults });
      return wanted.size + document.querySelectorAll('.chapter-parts details > a').length;
    });
    // A page that answers the focus with more to reach, as the field of search does, takes more presses.
    const left = () => page.evaluate(() => (window as unknown as { wanted: Set<HTMLElement> }).wanted.size);
    for (let presses = 0; presses < 2 * count + 40 && (await left()) > 0; presses += 10) {
      for (let press = 0; press < 10; press += 1) {
        // An editor takes Tab for itself until Escape is pressed.
        if (path === '/try/') await page.keyboard.press('Escape');
        await page.keyboard.press('Tab');
      }
    }
    const { missed, faults } = await page.evaluate(() => {
      const { wanted, faults } = window as unknown as { wanted: Set<HTMLElement>; faults: string[] };
      return { missed: [...wanted].map((one) => one.outerHTML.slice(0, 80)), faults };
    });
    expect(missed, `${path}: not reached`).toEqual([]);
    expect(faults, `${path}: focus not seen`).toEqual([]);
  }
});

/** Ratio of contrast of every element with text of its own against what is behind it, where it is below `least`. */
const lowContrast = (least: number) => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!;
  const luminance = (color: string) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((channel) => {
      const part = channel / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const found: string[] = [];
  for (const node of document.querySelectorAll<HTMLElement>('body *')) {
    if (![...node.childNodes].some((child) => child.nodeType === 3 && child.textContent?.trim())) continue;
    if (!node.checkVisibility({ visibilityProperty: true })) continue;
    let behind: Element | null = node;
    while (behind && getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)') behind = behind.parentElement;
    const ground = luminance(behind ? getComputedStyle(behind).backgroundColor : 'white');
    const text = luminance(getComputedStyle(node).color);
    const ratio = (Math.max(ground, text) + 0.05) / (Math.min(ground, text) + 0.05);
    if (ratio < least)
      found.push(`${node.tagName}.${node.className} "${node.textContent?.trim().slice(0, 30)}" ${ratio.toFixed(2)}`);
  }
  return found;
};

for (const [part, colorScheme] of (['light', 'dark'] as const).entries()) {
  test(`text and code have a contrast of 7:1 (${colorScheme})`, async ({ browser }) => {
    test.setTimeout(120_000);
    const page = await browser.newPage({ colorScheme });
    for (const path of share(part, 2)) {
      await page.goto(path);
      expect(await page.evaluate(lowContrast, 7), path).toEqual([]);
    }
  });
}

test('no page is wider than a window of 320 px, nor with text of 200 %', async ({ browser }) => {
  test.setTimeout(120_000);
  const page = await browser.newPage({ viewport: { width: 320, height: 640 } });
  for (const path of paths) {
    await page.goto(path);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(320);
  }
  await page.setViewportSize({ width: 640, height: 900 });
  for (const path of paths.slice(0, 12)) {
    await page.goto(path);
    await page.evaluate(doubleText);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(640);
  }
});
