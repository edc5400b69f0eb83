import { type Browser, type BrowserContextOptions, expect, type Page, test } from 'playwright/test';
import { budgets } from '../budgets.ts';
import { setFonts } from './fonts.ts';
import { answers, paths } from './paths.ts';

const chapters = paths.filter((path) => /^\/[^/]+\/$/.test(path) && answers.some((answer) => answer.startsWith(path)));
const phone: BrowserContextOptions = { hasTouch: true, isMobile: true };

type Size = [width: number, height: number];

/**
 * Opens one page and fetches the others into it. Their texts and styles can take turns in it: 40 answers are
 * measured in the time that a few pages need to load.
 */
async function openAll(browser: Browser, all: string[], options: BrowserContextOptions = {}): Promise<Page> {
  // The policy of one page does not know the style of another, which is shown with it.
  const page = await browser.newPage({ ...options, bypassCSP: true });
  await page.goto(all[0]!);
  await page.evaluate(async (all) => {
    const mains = await Promise.all(
      all.map(async (path): Promise<[string, Element, Element]> => {
        const parsed = new DOMParser().parseFromString(await (await fetch(path)).text(), 'text/html');
        const take = (selector: string) => document.adoptNode(parsed.querySelector(selector)!);
        return [path, take('main'), take('style')];
      }),
    );
    // What waits to be laid out would be measured by its estimate.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { content-visibility: visible !important }');
    document.adoptedStyleSheets = [sheet];
    Object.assign(window, { mains });
  }, all);
  return page;
}

/** Shows each of them, or every few, in a window of that size, one after the other, and gives what `look` finds, by path. */
async function lookAt<Found>(
  page: Page,
  [width, height]: Size,
  look: string | (() => Found),
  every = 1,
): Promise<[path: string, Found][]> {
  await page.setViewportSize({ width, height });
  // As an expression: the pages' policy refuses to make functions of text.
  return page.evaluate(`mains.filter((one, index) => index % ${every} === 0).map(([path, main, style]) => {
    document.querySelector('style').replaceWith(style);
    document.querySelector('main').replaceWith(main);
    return [path, (${look})()];
  })`);
}

/** Heights and widths as a reader gets the page, its folds closed. */
const room = () => {
  const rect = (selector: string) => document.querySelector(selector)!.getBoundingClientRect();
  return {
    height: document.documentElement.scrollHeight,
    sayEnds: rect('.say p').bottom,
    nextBegins: rect('[id$="-next"]').top,
  };
};

/** Inline code that breaks inside of a name, but after `_`, each with the break. */
const brokenNames = () => {
  for (const details of document.querySelectorAll('details')) details.open = true;
  const range = new Range();
  const found: string[] = [];
  for (const code of document.querySelectorAll('main :not(pre) > code')) {
    // What stands on one line breaks nowhere: that is nearly all, and taking signs one by one is slow.
    const whole = code.querySelector('span');
    if (code.getClientRects().length < 2 && !(whole && whole.offsetHeight > 30)) continue;
    const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    let text = '';
    let last = Number.NaN;
    for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
      for (let at = 0; at < node.length; at += 1) {
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const { top } = [...range.getClientRects()].at(-1) ?? { top: Number.NaN };
        const sign = node.data[at]!;
        // A word with hyphens that is longer than any phone's line has to break at one.
        const isLong = /\S{33}/.test(code.textContent!) && text.endsWith('-');
        const inName = /[\w-]$/.test(text) && /[\w-]/.test(sign) && !text.endsWith('_') && !isLong;
        if (top - last > 6 && (inName || /[)\]},.;:]/.test(sign)) && !/[_.(=\s]$/.test(text))
          found.push(`${text}⏎${sign}`);
        text += sign;
        last = top;
      }
    }
  }
  return found;
};

/** Texts of drawings that leave the drawing, or lie over each other. */
const spoiltDrawings = () =>
  [...document.querySelectorAll('.diagram')].flatMap((drawing) => {
    const { left, right } = drawing.getBoundingClientRect();
    const texts = [...drawing.querySelectorAll('text')].map((text) => ({
      name: text.textContent,
      rect: text.getBoundingClientRect(),
    }));
    const over = texts.flatMap((one, index) =>
      texts
        .slice(index + 1)
        .filter(
          ({ rect }) =>
            Math.min(rect.right, one.rect.right) - Math.max(rect.left, one.rect.left) > 1 &&
            Math.min(rect.bottom, one.rect.bottom) - Math.max(rect.top, one.rect.top) > 4,
        )
        .map(({ name }) => `${one.name} over ${name}`),
    );
    return [
      ...texts.filter(({ rect }) => rect.left < left - 1 || rect.right > right + 1).map(({ name }) => `${name} cut`),
      ...over,
    ];
  });

/** What is wider than the window, or is cut by the frame of a program; code itself scrolls there. */
const tooWide = () => {
  for (const details of document.querySelectorAll<HTMLDetailsElement>('main details')) details.open = true;
  const inFrames = [...document.querySelectorAll('.program :is(figcaption, summary, .message, .note) *')].filter(
    (node) => node.getBoundingClientRect().right > node.closest('.program')!.getBoundingClientRect().right + 1,
  );
  const page = document.documentElement.scrollWidth;
  return [...(page > innerWidth ? [`${page} px`] : []), ...inFrames.map(({ textContent }) => `${textContent}`)];
};
/** All that may be wrong with a layout. The looks are sent to the page as text, so this one has the others in it. */
const allFaults = `() => [...(${brokenNames})(), ...(${spoiltDrawings})(), ...(${tooWide})()]`;

/** Characters a line, of each paragraph of four lines or more; its last line counts as half of one. */
const lineLengths = () =>
  [...document.querySelectorAll<HTMLElement>('.answer > p, .say p')].flatMap((paragraph) => {
    const lines = Math.round(paragraph.offsetHeight / Number.parseFloat(getComputedStyle(paragraph).lineHeight));
    return lines < 4 ? [] : [paragraph.textContent!.length / (lines - 0.5)];
  });

const medianOf = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
/** What was found on any page, with its path. */
const faultsIn = (seen: [path: string, faults: unknown][]) =>
  seen.flatMap(([path, faults]) => (faults as string[]).map((fault) => `${path}: ${fault}`));

test('an answer is short to the eye: its height, its first screen, the way to what is asked next', async ({
  browser,
}) => {
  const { heights, sayOnFirstScreen, screensToNext } = budgets.reading;
  const wide = await openAll(browser, answers);
  await setFonts(wide, 'wide');
  const desktop = medianOf((await lookAt(wide, [1280, 900], room)).map(([, { height }]) => height));
  await wide.close();

  const page = await openAll(browser, answers, phone);
  await setFonts(page, 'wide');
  const small = medianOf((await lookAt(page, [360, 780], room)).map(([, { height }]) => height));
  const screen: Size = [390, 664];
  const shareOnFirst = (seen: [string, { sayEnds: number }][]) =>
    seen.filter(([, { sayEnds }]) => sayEnds <= screen[1]).length / seen.length;
  const inWide = await lookAt(page, screen, room);
  await setFonts(page, 'android');
  const inAndroid = await lookAt(page, screen, room);
  await page.close();

  console.log(
    `median heights ${desktop} at 1280, ${small} at 360; spoken answer on the first screen of ` +
      `${shareOnFirst(inWide)} (wide fonts), ${shareOnFirst(inAndroid)} (Android's)`,
  );
  expect(desktop).toBeLessThanOrEqual(heights[1280]);
  expect(small).toBeLessThanOrEqual(heights[360]);
  expect(shareOnFirst(inWide)).toBeGreaterThanOrEqual(sayOnFirstScreen.wide);
  expect(shareOnFirst(inAndroid)).toBeGreaterThanOrEqual(sayOnFirstScreen.android);
  for (const [path, { nextBegins }] of inWide) expect(nextBegins / screen[1], path).toBeLessThanOrEqual(screensToNext);
});

test('no width breaks a name, cuts a drawing or scrolls sideways, and lines have the length that reads well', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const [least, most] = budgets.reading.measure;
  for (const [options, widths] of [
    [phone, [320, 360, 390]],
    [{}, [640, 1024, 1920]],
  ] as const) {
    const page = await openAll(browser, answers, options);
    await setFonts(page, 'wide');
    for (const width of widths) {
      expect(faultsIn(await lookAt(page, [width, 800], allFaults)), `${width} px`).toEqual([]);
    }
    for (const width of widths.filter((one) => one >= 600)) {
      for (const fonts of ['wide', 'android'] as const) {
        await setFonts(page, fonts);
        const lengths = medianOf((await lookAt(page, [width, 800], lineLengths, 5)).flatMap(([, all]) => all));
        expect(lengths, `${width} px, ${fonts} fonts`).toBeGreaterThanOrEqual(least);
        expect(lengths, `${width} px, ${fonts} fonts`).toBeLessThanOrEqual(most);
      }
    }
    await page.close();
  }
});

test('a chapter holds its answers as they are: nothing broken, cut or wider than a phone', async ({ browser }) => {
  const page = await openAll(browser, chapters, phone);
  await setFonts(page, 'wide');
  expect(faultsIn(await lookAt(page, [320, 640], allFaults))).toEqual([]);
  await page.close();
});

test('text of 200 % in a window of 320 px scrolls only down', async ({ browser }) => {
  for (const all of [answers, chapters]) {
    const page = await openAll(browser, all, phone);
    await setFonts(page, 'wide');
    await page.evaluate(() => {
      document.documentElement.style.fontSize = '200%';
    });
    expect(faultsIn(await lookAt(page, [320, 640], tooWide))).toEqual([]);
    await page.close();
  }
});
