import { expect, type Page, test } from 'playwright/test';
import { kinds } from './paths.ts';

const answer = '/dependencies/dependency-scopes/';
const chapter = '/dependencies/';
const phone = { viewport: { width: 390, height: 664 }, hasTouch: true, isMobile: true };

/** Lays out what would wait until it comes near. */
const layOutAll = (page: Page) =>
  page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { content-visibility: visible !important }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  });

test('code in a quotation has no ground that would cover the quotation mark', async ({ page }) => {
  await page.goto(answer);
  const quoted = page.locator('.said q code');
  expect(await quoted.count()).toBeGreaterThan(0);
  for (const one of await quoted.all()) await expect(one).toHaveCSS('background-color', 'rgba(0, 0, 0, 0)');
  await expect(page.locator('.said p:not(:has(q)) code').first()).not.toHaveCSS('background-color', 'rgba(0, 0, 0, 0)');
});

test('with forced colors the part that is read is marked by more than a color', async ({ browser }) => {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, forcedColors: 'active' });
  await page.goto(answer);
  const links = page.locator('.page-contents a');
  const edge = (node: Element) => Number.parseFloat(getComputedStyle(node).borderLeftWidth);
  const text = (node: Element) => node.getBoundingClientRect().left + node.clientLeft;
  await expect(page.locator('.page-contents [aria-current]')).toHaveCount(1);
  expect(await page.locator('.page-contents [aria-current]').evaluate(edge)).toBeGreaterThan(
    await links.last().evaluate(edge),
  );
  // Its words stand where they stood.
  expect(await links.first().evaluate(text)).toBe(await links.last().evaluate(text));
  await page.close();
});

test.describe('on a phone', () => {
  test.use(phone);

  test('the top of an answer and of a chapter has one way into search, not two', async ({ page }) => {
    for (const path of [answer, chapter]) {
      await page.goto(path);
      await expect(page.locator('[data-search]:visible'), path).toHaveCount(1);
    }
    await page.goto('/topics/');
    await expect(page.locator('[data-search]:visible')).toHaveCount(1);
  });

  test('in a list of questions the numbers hang, and levels stand beneath their questions', async ({ page }) => {
    for (const path of ['/', chapter]) {
      await page.goto(path);
      await layOutAll(page);
      const rows = await page.locator('.questions a').evaluateAll((links) =>
        links.map((link) => {
          const place = (name: string) => link.querySelector(name)!.getBoundingClientRect();
          const [number, question, level] = [place('b'), place('span'), place('.level')];
          return {
            hangs: number.right <= question.left,
            beneath: level.top >= question.bottom - 1,
            left: question.left,
          };
        }),
      );
      expect(rows.length).toBeGreaterThan(4);
      expect(rows.filter(({ hangs, beneath }) => !hangs || !beneath)).toEqual([]);
      expect(new Set(rows.map(({ left }) => Math.round(left))).size).toBe(1);
    }
  });

  test('a question that is asked next continues under its words, not under the sign of its fold', async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(answer);
    const lefts = await page.locator('.follow-up summary').evaluateAll((summaries) =>
      summaries.map((summary) => {
        const words = document.createRange();
        words.selectNodeContents(summary.lastChild!);
        return [...words.getClientRects()].filter(({ width }) => width > 20).map(({ left }) => left);
      }),
    );
    const broken = lefts.filter((lines) => lines.length > 1);
    expect(broken.length).toBeGreaterThan(0);
    for (const [first, second] of broken) expect(Math.abs(second! - first!)).toBeLessThan(5);
  });

  test('what leads to the rehearsal ends where the spoken answer ends', async ({ page }) => {
    await page.goto(answer);
    const end = (name: string) =>
      page.locator(name).evaluate((node) => {
        const words = document.createRange();
        words.selectNodeContents(node);
        return words.getBoundingClientRect().right;
      });
    expect(Math.abs((await end('.rehearse')) - (await end('.say')))).toBeLessThan(8);
  });

  test('no number of the index stands outside of the page, and a term stands on the line of its one place', async ({
    page,
  }) => {
    await page.goto('/topics/');
    await layOutAll(page);
    const outside = await page.locator('.term').evaluateAll((terms) =>
      terms
        .filter((term) => {
          const edge = term.getBoundingClientRect().left;
          return [...term.querySelectorAll('b')].some((number) => number.getBoundingClientRect().left < edge - 1);
        })
        .map(({ id }) => id),
    );
    expect(outside).toEqual([]);
    const bottoms = await page.locator('.term:has(dd:only-of-type)').evaluateAll((terms) =>
      terms.flatMap((term) => {
        const line = (node: Node) => {
          const words = document.createRange();
          words.selectNodeContents(node);
          return words.getClientRects()[0]!;
        };
        const [name, see] = [term.querySelector('dt')!, term.querySelector('dd:not(:has(b, .quiet))')?.firstChild];
        if (!see || !see.textContent!.includes('see')) return [];
        const [one, other] = [line(name), line(see)];
        return one.right < other.left && !name.querySelector('code') ? [Math.abs(one.bottom - other.bottom)] : [];
      }),
    );
    expect(bottoms.length).toBeGreaterThan(0);
    expect(Math.max(...bottoms)).toBeLessThan(3);
  });

  test('the name of a test breaks between its words alone', async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 640 });
    await page.goto(answer);
    await page.locator('.proofs > summary').click();
    const ends = await page.locator('.proofs a').evaluateAll((links) =>
      links.flatMap((link) => {
        const texts = [...link.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
        const signs = texts.flatMap((text) =>
          [...text.textContent!].map((sign, at) => {
            const place = document.createRange();
            place.setStart(text, at);
            place.setEnd(text, at + 1);
            return { sign, top: place.getBoundingClientRect().top };
          }),
        );
        return signs.flatMap(({ sign, top }, at) => (top < (signs[at + 1]?.top ?? top) ? [sign] : []));
      }),
    );
    expect(ends.length).toBeGreaterThan(10);
    expect(new Set(ends)).toEqual(new Set(['_']));
  });

  test('one switch wraps the lines of all programs, what is read stays, and any of them undoes it', async ({
    page,
  }) => {
    await page.goto(answer);
    const styles = () =>
      page
        .locator('.program:has(.wrap) .code')
        .evaluateAll((all) => [...new Set(all.map((one) => getComputedStyle(one).whiteSpace))]);
    const switches = page.locator('.wrap input');
    expect(await switches.count()).toBeGreaterThan(1);
    expect(await styles()).toEqual(['pre']);
    // What is folded or waits to be laid out is now and then taken for visible: those of programs that stand open.
    const open = page.locator('.answer > .program .wrap');
    const last = open.last();
    // In the middle, where a click need not scroll, once all that is near has been laid out.
    const fromMiddle = () =>
      last.evaluate(async (one) => {
        one.scrollIntoView({ block: 'center', behavior: 'instant' });
        for (let frame = 0; frame < 4; frame += 1) await new Promise(requestAnimationFrame);
        const { top, bottom } = one.getBoundingClientRect();
        return Math.abs((top + bottom) / 2 - innerHeight / 2);
      });
    await expect.poll(fromMiddle).toBeLessThan(60);
    const { y } = (await last.boundingBox())!;
    await last.click();
    await expect(page.locator('.wrap input:not(:checked)')).toHaveCount(0);
    expect(await styles()).toEqual(['pre-wrap']);
    await expect.poll(async () => Math.abs((await last.boundingBox())!.y - y)).toBeLessThan(5);
    await open.first().click();
    await expect(page.locator('.wrap input:checked')).toHaveCount(0);
    expect(await styles()).toEqual(['pre']);
  });

  test('a link in a sentence stays in its line, whatever room a finger is given', async ({ page }) => {
    for (const path of ['/practice/mock/', '/practice/room/', '/book/']) {
      await page.goto(path);
      await expect(page.locator('.page p.screen-only > a').first(), path).toHaveCSS('display', 'inline');
    }
  });
});

test('on paper home and the index have no field, no filter and no way in', async ({ page }) => {
  for (const [path, gone] of [
    ['/', ['.find', '.ways', '.by-level']],
    ['/topics/', ['topic-filter', '.letters']],
  ] as const) {
    await page.goto(path);
    await page.emulateMedia({ media: 'print' });
    for (const name of gone) await expect(page.locator(name), `${path} ${name}`).toBeHidden();
    await page.emulateMedia({ media: 'screen' });
    for (const name of gone) await expect(page.locator(name), `${path} ${name}`).toBeVisible();
  }
});

test('on paper no page has a field or a button, but for what an exercise leaves to write in', async ({ page }) => {
  for (const path of [...kinds, '/set/#3,17,22&title=Test']) {
    await page.goto(path);
    await page.emulateMedia({ media: 'print' });
    await expect(page.locator(':is(input, select, textarea, button):visible:not(.exercise *)'), path).toHaveCount(0);
    await page.emulateMedia({ media: 'screen' });
  }
});

for (const isPhone of [true, false]) {
  test(`text of 200 % scrolls no page to read sideways, with ${isPhone ? 'a finger' : 'a mouse'}`, async ({
    browser,
  }) => {
    test.setTimeout(120_000);
    const page = await browser.newPage({ viewport: { width: 360, height: 640 }, hasTouch: isPhone, isMobile: isPhone });
    for (const path of [...kinds, '/set/#3,17,22&title=Test', '/book/']) {
      // Where only the fragment is another, the page would stay as it is.
      await page.goto('about:blank');
      await page.goto(path);
      await layOutAll(page);
      await page.evaluate(() => {
        document.documentElement.style.fontSize = '200%';
      });
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(360);
    }
    await page.close();
  });
}

test('with text of 200 % the buttons of an answer and its bar on a phone still say what they are', async ({
  browser,
}) => {
  const page = await browser.newPage({ viewport: { width: 360, height: 640 } });
  await page.goto(answer);
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '200%';
  });
  const buttons = await page
    .locator('copy-link button')
    .evaluateAll((nodes) => nodes.map((node) => [node.clientWidth, node.scrollWidth] as const));
  for (const [room, needed] of buttons) expect(needed).toBeLessThanOrEqual(room);
  expect((await page.locator('.reading-bar summary span').boundingBox())!.width).toBeGreaterThan(80);
  await page.close();
});
