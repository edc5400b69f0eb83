import { readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import { kinds } from './paths.ts';
import { shiftOf } from './shift.ts';

const answer = '/dependencies/dependency-scopes/';
const question = 'How do you manage “scoped” dependencies (per-request, per-session)?';

test('the copy button copies the whole file, whatever part is shown, without its markers, and says so', async ({
  page,
}) => {
  await page.goto(answer);
  const file = 'scopes.py';
  await page
    .getByRole('button', { name: `Copy ${file}` })
    .first()
    .click();
  await expect(page.getByRole('status')).toHaveText('Code copied');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const text = readFileSync(`content${answer}${file}`, 'utf8');
  expect(text).toMatch(/# region|# point/);
  expect(copied).toBe(text.replace(/^[^\S\n]*# (end)?region.*\n/gm, '').replace(/ {2}# point$/gm, ''));
});

test('one tap and the key c copy the question and its address', async ({ page, baseURL }) => {
  await page.goto(answer);
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.locator('#status')).toHaveText(`Link copied: ${question}`);
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  // Where the reader is, which need not be the address that the build was made for.
  const address = `${baseURL}${answer}`;
  expect(await clipboard()).toBe(`${question} — ${address}`);
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await page.keyboard.press('c');
  await expect.poll(clipboard).toBe(`${question} — ${address}`);
});

test('in a chapter, c copies the answer that is being read', async ({ page }) => {
  await page.goto('/dependencies/#q19-pitfalls');
  await page.keyboard.press('c');
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain(question);
});

test('arriving at a fragment shows and marks its target', async ({ page }) => {
  for (const path of [answer, '/dependencies/']) {
    await page.goto(`${path}#q19-pitfalls`);
    const target = page.locator('#q19-pitfalls');
    await expect(target).toBeInViewport();
    const ground = (locator: typeof target) => locator.evaluate((node) => getComputedStyle(node).backgroundColor);
    expect(await ground(target)).not.toBe(await ground(page.locator('#q19-example')));
  }
});

test('the short link leads to the answer and carries the fragment along', async ({ page }) => {
  await page.goto('/q/19/#q19-pitfalls');
  await expect(page).toHaveURL(`${answer}#q19-pitfalls`);
});

test('the page shows which part is being read', async ({ page }) => {
  await page.setViewportSize({ width: 1400, height: 800 });
  await page.goto(answer);
  const current = page.locator('.page-contents [aria-current]');
  await expect(current).toHaveText('Say it');
  await page.locator('#q19-pitfalls').evaluate((node) => node.scrollIntoView());
  await expect(current).toHaveText('Pitfalls');
});

test('the mark of what is read is right after any jump', async ({ page }) => {
  await page.setViewportSize({ width: 1400, height: 800 });
  await page.goto(answer);
  const current = page.locator('.page-contents [aria-current]');
  const jumps: [name: string, jump: () => Promise<void>][] = [
    // What waits to be laid out makes the page longer as it comes, so the end is reached at the second try, or later.
    [
      'Checked with',
      async () => {
        await expect(async () => {
          await page.keyboard.press('End');
          await expect(current).toHaveText('Checked with', { timeout: 500 });
        }).toPass({ timeout: 30_000 });
        // Chromium drops a jump that begins while another still moves the page.
        await page.waitForTimeout(200);
      },
    ],
    ['Say it', () => page.keyboard.press('Home')],
    [
      'How it works',
      () => page.evaluate(() => scrollTo(0, document.querySelector('#q19-how-it-works')!.getBoundingClientRect().top)),
    ],
    [
      'Sources',
      () =>
        page.evaluate(() => {
          location.hash = '#q19-sources';
        }),
    ],
    ['How it works', () => page.goBack().then(() => undefined)],
  ];
  for (const [name, jump] of jumps) {
    await jump();
    await expect(current).toHaveText(name);
  }
});

test('a fragment opens what it lies in: by address, by link, by script, and again after it was closed', async ({
  page,
}) => {
  const program = page.locator('.wrong').first();
  const question = page.locator('.follow-up').first();
  const id = await page.goto(answer).then(() => question.locator('span[id]').first().getAttribute('id'));
  await page.goto(`${answer}#${id}`);
  await expect(question).toHaveAttribute('open');
  await expect(question).toBeInViewport();
  await question.locator('summary').click();
  await expect(question).not.toHaveAttribute('open');
  await page.evaluate((id) => {
    const link = Object.assign(document.createElement('a'), { href: `#${id}`, textContent: 'again' });
    document.querySelector('.say p')!.append(link);
  }, id);
  await page.getByRole('link', { name: 'again' }).click();
  await expect(question).toHaveAttribute('open');
  const inner = await program.locator('figure [id]').first().getAttribute('id');
  await page.evaluate((inner) => {
    location.hash = inner!;
  }, inner);
  await expect(program).toHaveAttribute('open');
  await expect(program.locator('figcaption')).toBeInViewport();
  // A proof mark leads to a list that is folded.
  await page.locator('.proof').first().click();
  await expect(page.locator('.proofs')).toHaveAttribute('open');
});

test('the keys n and p lead on and back, unless single keys are switched off', async ({ page }) => {
  await page.goto(answer);
  await page.keyboard.press('n');
  await expect(page).toHaveURL('/dependencies/overriding-dependencies/');
  // The address changes before the page has its keys.
  await page.waitForLoadState();
  await page.keyboard.press('p');
  await expect(page).toHaveURL(answer);
  await page.evaluate(() => localStorage.setItem('fastapi-answers:shortcuts', '"off"'));
  await page.keyboard.press('n');
  await page.waitForTimeout(200);
  await expect(page).toHaveURL(answer);
});

test('a chapter has a map: its questions, open at the one that is read, with the part that is read marked', async ({
  page,
}) => {
  for (const [width, map] of [
    [1400, '.page-contents'],
    [390, '.reading-bar'],
  ] as const) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto('/dependencies/#q18-pitfalls');
    const parts = page.locator(`${map} .chapter-parts`);
    await expect(parts.locator('details')).toHaveCount(5);
    await expect(parts.locator('[aria-current]')).toHaveAttribute('href', '#q18-pitfalls');
    await expect(parts.locator('details[open]')).toHaveCount(1);
    await expect(parts.locator('details[open] > summary')).toHaveAttribute('aria-label', 'Parts of question 18');
  }
  await page.locator('.reading-bar > details > summary').click();
  await page.locator('.reading-bar').getByRole('link', { name: '20 Overriding dependencies' }).click();
  await expect(page.locator('#q20')).toBeInViewport();
});

test('the theme follows the system, can be set, is kept and never flashes', async ({ page }) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/');
  const dark = await ground();
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await ground();
  expect(light).not.toBe(dark);
  // The first press shows the other theme: a press that changes nothing would look broken.
  await page.getByRole('button', { name: 'Theme: system' }).click();
  await expect(page.getByRole('button', { name: 'Theme: dark' })).toBeVisible();
  expect(await ground()).toBe(dark);
  // Before any of our modules has run, the first frame already has the chosen scheme.
  await page.route('**/*.js', (route) => route.abort());
  await page.goto(answer, { waitUntil: 'commit' });
  await page.waitForSelector('body');
  expect(await ground()).toBe(dark);
});

test('nothing moves while a page loads', async ({ page }) => {
  for (const path of ['/', answer, '/dependencies/']) {
    await page.goto(path);
    expect(await shiftOf(page), path).toBe(0);
  }
});

for (const [width, height] of [
  [1280, 720],
  [390, 664],
] as const) {
  test(`nothing moves while a page fills that a script makes (${width} px)`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    for (const path of [
      '/set/',
      '/set/#22,3,17&title=Monday',
      '/practice/#7',
      '/practice/mock/#count=2&seed=k3f9x',
      '/practice/room/#22,3&role=candidate',
      '/practice/mistakes/#seed=monday&sections=testing&count=2',
      '/practice/predict/#seed=monday&sections=testing',
      '/offline/',
      '/search/?q=cors',
    ]) {
      await page.goto('about:blank');
      await page.goto(path, { waitUntil: 'networkidle' });
      expect(await shiftOf(page), path).toBe(0);
    }
    // The editor measures its first lines once they stand there.
    await page.goto('/try/', { waitUntil: 'networkidle' });
    await expect(page.locator('run-bench[data-ready]')).toBeVisible();
    expect(await shiftOf(page)).toBeLessThan(0.002);
  });
}

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('everything can be read, followed and found', async ({ page }) => {
    await page.goto('/');
    await page.getByRole('link', { name: question }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(question);
    await expect(page.locator('.say')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Copy link' })).toBeHidden();
    await page.locator('.follow-up summary').first().click();
    await expect(page.locator('.follow-up p').first()).toBeVisible();
    await page.locator('[data-search]').first().click();
    await expect(page).toHaveURL(/\/search\//);
    await expect(page.getByRole('link', { name: question })).toBeVisible();
    await page.goto('/q/19/');
    await expect(page).toHaveURL(answer);
  });
});

test('the keyboard alone reads: skip link, header, answer, next answer', async ({ page }) => {
  await page.setViewportSize({ width: 1400, height: 900 });
  await page.goto(answer);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the text' })).toBeFocused();
  await expect(page.getByRole('link', { name: 'Skip to the text' })).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Answers', exact: true })).toBeFocused();
  const next = page.locator('.pagination a[rel=next]');
  for (let presses = 0; presses < 200; presses += 1) {
    if (await next.evaluate((node) => node === document.activeElement)) break;
    await page.keyboard.press('Tab');
  }
  await expect(next).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/dependencies/overriding-dependencies/');
});

test('the page that is not there says so and helps', async ({ page }) => {
  const response = await page.goto('/nowhere/');
  expect(response?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no page at this address');
  await expect(page.getByRole('link', { name: '19. Dependency scopes' })).toBeVisible();
});

test('print shows the text with its addresses, and nothing to click', async ({ page }) => {
  await page.goto(answer);
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.site-header')).toBeHidden();
  await expect(page.locator('.chapter-nav')).toBeHidden();
  await expect(page.locator('.say')).toBeVisible();
  const after = await page
    .locator(`#q19-sources + ol a`)
    .first()
    .evaluate((node) => getComputedStyle(node, '::after').content);
  expect(after).toContain('https://');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 664 }, hasTouch: true, isMobile: true });

  test('a bar says where one is, leads to parts and neighbors, and gives way while one reads on', async ({ page }) => {
    await page.goto(answer);
    const bar = page.getByRole('navigation', { name: 'Where you are' });
    await expect(bar.locator('summary')).toContainText('19 of');
    await bar.locator('summary').click();
    await bar.getByRole('link', { name: 'Pitfalls' }).click();
    await expect(page.locator('#q19-pitfalls')).toBeInViewport();
    await expect(bar.locator('details')).not.toHaveAttribute('open');
    await expect(bar.locator('summary')).toContainText('Pitfalls');
    const host = page.locator('reading-bar');
    await page.evaluate(() => scrollBy(0, 300));
    await expect(host).toHaveAttribute('data-away');
    await page.evaluate(() => scrollBy(0, -200));
    await expect(host).not.toHaveAttribute('data-away');
    await bar.getByRole('link', { name: 'Next: 20' }).click();
    await expect(page).toHaveURL('/dependencies/overriding-dependencies/');
  });

  test('long lines of code scroll, or wrap at a tap, at 13 px', async ({ page }) => {
    await page.goto(answer);
    const program = page.locator('.program:has(.wrap)').first();
    const code = program.locator('.code').first();
    const scrolls = () => code.evaluate((node) => node.scrollWidth > node.clientWidth);
    expect(await code.evaluate((node) => getComputedStyle(node).fontSize)).toBe('13px');
    expect(await scrolls()).toBe(true);
    await program.getByText('Wrap').tap();
    expect(await scrolls()).toBe(false);
  });

  test('everything that is not a link in a sentence is 44 px high and wide for a finger', async ({ page }) => {
    test.slow();
    for (const path of new Set([answer, '/dependencies/', ...kinds])) {
      for (const width of [390, 1100, 1366]) {
        await page.setViewportSize({ width, height: 664 });
        await page.goto(path);
        const small = await page.evaluate(() => {
          // Also what is drawn only when it comes near.
          const drawn = new CSSStyleSheet();
          drawn.replaceSync('* { content-visibility: visible !important }');
          document.adoptedStyleSheets.push(drawn);
          for (const one of document.querySelectorAll('details')) one.open = true;
          const inSentence = (node: Element) =>
            node.closest('.proof, .source, .skip') ||
            (node.matches('p a, li a, dd a, th a, td a, label a') &&
              node.closest('p, li, dd, th, td, label')!.textContent!.replace(node.textContent!, '').trim().length > 3);
          return [...document.querySelectorAll('a, button, summary, label:has(input)')]
            .filter((node) => node.checkVisibility({ visibilityProperty: true }) && !inSentence(node))
            .map((node) => [node.textContent!.trim().slice(0, 30), node.getBoundingClientRect()] as const)
            .filter(([, { width, height }]) => width < 43.9 || height < 43.9)
            .map(([text, { width, height }]) => `${text} ${width} × ${height}`);
        });
        expect(small, `${path} at ${width}`).toEqual([]);
      }
    }
  });

  test('the menu of the bar closes on Escape and on a tap outside, and comes back for the keyboard', async ({
    page,
  }) => {
    await page.goto(answer);
    const details = page.locator('.reading-bar details');
    await details.locator('summary').click();
    await page.keyboard.press('Escape');
    await expect(details).not.toHaveAttribute('open');
    await expect(details.locator('summary')).toBeFocused();
    await details.locator('summary').click();
    // Below the menu, which takes three quarters of the window at most.
    await page.touchscreen.tap(195, 640);
    await expect(details).not.toHaveAttribute('open');
    await page.evaluate(() => scrollTo(0, 1500));
    await expect(page.locator('reading-bar')).toHaveAttribute('data-away');
    await details.locator('summary').focus();
    await expect(page.locator('reading-bar')).not.toHaveAttribute('data-away');
  });
});

test.describe('without JavaScript on a phone', () => {
  test.use({ viewport: { width: 390, height: 664 }, javaScriptEnabled: false });

  test('the bar is a list that opens', async ({ page }) => {
    await page.goto(answer);
    await page.locator('.reading-bar summary').click();
    await page.locator('.reading-bar').getByRole('link', { name: 'Pitfalls' }).click();
    await expect(page.locator('#q19-pitfalls')).toBeInViewport();
  });
});
