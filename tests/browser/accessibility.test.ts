import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { expect, type Page, test } from 'playwright/test';
import { paths } from './paths.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds on the page as it stands, a line each. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate<AxeResults>(`axe.run({ runOnly: ${JSON.stringify(tags)} })`);
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`),
  );
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any page, and no page complains (${colorScheme})`, async ({ browser }) => {
    test.setTimeout(300_000);
    const page = await browser.newPage({ colorScheme });
    const complaints: string[] = [];
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    for (const path of paths) {
      await page.goto(path);
      expect(await violations(page), path).toEqual([]);
      expect(complaints, path).toEqual([]);
    }
  });
}

test('axe finds nothing in forced colours, with reduced motion or on a small phone', async ({ browser }) => {
  test.setTimeout(120_000);
  const states = [
    { forcedColors: 'active' as const },
    { reducedMotion: 'reduce' as const },
    { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true },
  ];
  for (const state of states) {
    const page = await browser.newPage(state);
    for (const path of ['/', '/dependencies/', '/dependencies/dependency-scopes/', '/search/', '/404.html']) {
      await page.goto(path);
      expect(await violations(page), `${path} ${JSON.stringify(state)}`).toEqual([]);
    }
    await page.close();
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

for (const colorScheme of ['light', 'dark'] as const) {
  test(`text and code have a contrast of 7:1 on every page (${colorScheme})`, async ({ browser }) => {
    test.setTimeout(120_000);
    const page = await browser.newPage({ colorScheme });
    for (const path of paths) {
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
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(':root { font-size: 200% }');
      document.adoptedStyleSheets = [sheet];
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(640);
  }
});
