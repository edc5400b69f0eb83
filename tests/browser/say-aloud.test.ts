import { readFileSync } from 'node:fs';
import { expect, type Page, test } from 'playwright/test';
import { chromiumArgs, chromiumPath } from '../tools/browsers.ts';
import { readSite } from '../site/servers.ts';
import { violations } from './axe.ts';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const audio = (page: Page) => page.getByLabel('What you said');
const timer = (page: Page) => page.locator('say-aloud').getByRole('timer');
const note = (page: Page) => page.locator('.say-note');

// A microphone that hums.
test.use({
  launchOptions: {
    executablePath: chromiumPath() ?? '',
    args: [...chromiumArgs, '--use-fake-device-for-media-stream'],
  },
});

const noon = new Date('2026-12-01T12:00:00');

/** Opens an interview, so that a question is there to answer. */
async function ask(page: Page) {
  await page.goto('/practice/mock/#count=2&seed=k3f9x');
  await button(page, 'Begin the interview').click();
  await expect(page.locator('[data-show=question]')).toBeFocused();
}

/** Counts the tracks of microphones that were given, and those that were let go. */
const countTracks = (page: Page) =>
  page.addInitScript(() => {
    const tracks: MediaStreamTrack[] = [];
    const revoked: string[] = [];
    Object.assign(window, { tracks, revoked });
    const media = navigator.mediaDevices;
    const ask = media.getUserMedia.bind(media);
    media.getUserMedia = async (wanted) => {
      const stream = await ask(wanted);
      tracks.push(...stream.getTracks());
      return stream;
    };
    const revoke = URL.revokeObjectURL;
    URL.revokeObjectURL = (url) => {
      revoked.push(url);
      revoke(url);
    };
  });
const live = (page: Page) =>
  page.evaluate(() => (window as unknown as { tracks: MediaStreamTrack[] }).tracks.map((one) => one.readyState));
const revoked = (page: Page) => page.evaluate(() => (window as unknown as { revoked: string[] }).revoked);

test.describe('with a microphone', () => {
  test.use({ permissions: ['microphone'] });

  test('an answer is recorded, played back, and gone with the next question', async ({ page }) => {
    await countTracks(page);
    await ask(page);
    await expect(note(page)).toHaveText(/stays in the memory of this page/);
    await button(page, 'Say it and record').click();
    await expect(page.locator('.say-live')).toBeVisible();
    expect(await live(page)).toEqual(['live']);
    await expect(timer(page)).toHaveText('0:02');
    await expect(button(page, 'Done')).toBeFocused();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await expect(audio(page)).toBeVisible();
    // The microphone is let go at once.
    await expect.poll(() => live(page)).toEqual(['ended']);
    await expect(page.locator('.say-live')).toBeHidden();
    await expect(page.locator('.say-pace')).toHaveText(/^You took 0:\d\d/);
    await expect.poll(() => audio(page).evaluate((one: HTMLAudioElement) => one.duration)).toBeGreaterThan(1.5);
    await audio(page).evaluate((one: HTMLAudioElement) => one.play());
    await expect.poll(() => audio(page).evaluate((one: HTMLAudioElement) => one.currentTime)).toBeGreaterThan(0);
    expect(await violations(page)).toEqual([]);
    const source = await audio(page).getAttribute('src');
    expect(await revoked(page)).toEqual([]);
    await button(page, 'Skip').click();
    expect(await revoked(page)).toEqual([source]);
    expect(await audio(page).getAttribute('src')).toBeNull();
  });

  test('the microphone is let go where the reader goes on, whatever is going on', async ({ page }) => {
    await countTracks(page);
    await ask(page);
    await button(page, 'Say it and record').click();
    await expect(page.locator('.say-live')).toBeVisible();
    await button(page, 'Skip').click();
    await expect.poll(() => live(page)).toEqual(['ended']);
    await button(page, 'Say it and record').click();
    await expect(page.locator('.say-live')).toBeVisible();
    await button(page, 'Pause').click();
    await expect.poll(() => live(page)).toEqual(['ended', 'ended']);
  });

  test('the recording is beside the spoken answer on the page of practice too', async ({ page }) => {
    await countTracks(page);
    await page.goto('/practice/#3');
    await button(page, 'Say it and record').click();
    await expect(timer(page)).toHaveText('0:01');
    await button(page, /^Show the answer/).click();
    await expect(audio(page)).toBeVisible();
    await expect(page.locator('.session-say')).toBeFocused();
    await expect.poll(() => live(page)).toEqual(['ended']);
    await page.getByText('What the interviewer listens for').click();
    await page.getByRole('checkbox').first().check();
    expect(await violations(page)).toEqual([]);
    // A check box does not take the keys of practice away.
    await page.keyboard.press('3');
    await expect(page.getByRole('heading', { name: /^Done/ })).toBeFocused();
    expect(await revoked(page)).toHaveLength(1);
  });

  test('with the headers of a server, these pages alone may ask for the microphone', async ({ page, baseURL }) => {
    const { headers, pages } = readSite('dist');
    await page.route('**/*', async (route) => {
      const response = await route.fetch();
      const path = new URL(route.request().url()).pathname.slice(1);
      await route.fulfill({ response, headers: { ...response.headers(), ...headers, ...pages[path] } });
    });
    const refused: string[] = [];
    page.on('console', (message) => message.type() === 'error' && refused.push(message.text()));
    const asked = () =>
      page.evaluate(() =>
        navigator.mediaDevices.getUserMedia({ audio: true }).then(
          (stream) => {
            for (const track of stream.getTracks()) track.stop();
            return 'given';
          },
          ({ name }: DOMException) => name,
        ),
      );
    for (const path of ['/practice/', '/practice/mock/']) {
      await page.goto(path);
      expect(await asked(), path).toBe('given');
    }
    for (const path of ['/', '/practice/room/', '/set/', '/dependencies/dependency-scopes/']) {
      await page.goto(path);
      expect(await asked(), path).toBe('NotAllowedError');
    }
    expect(baseURL).toBeDefined();
    await ask(page);
    await button(page, 'Say it and record').click();
    await expect(timer(page)).toHaveText('0:01');
    await button(page, 'Done').click();
    await expect.poll(() => audio(page).evaluate((one: HTMLAudioElement) => one.readyState)).toBeGreaterThan(0);
    expect(refused.filter((text) => /Content Security Policy/i.test(text))).toEqual([]);
  });
});

test.describe('with a microphone that is refused', () => {
  test('the reader is told why, and the timer works', async ({ page }) => {
    await page.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    });
    await ask(page);
    await button(page, 'Say it and record').click();
    await expect(note(page)).toHaveText('The microphone was not allowed. The timer works without it.');
    expect(await violations(page)).toEqual([]);
    await button(page, 'Say it aloud').click();
    await expect(timer(page)).toHaveText('0:01');
    await button(page, 'Done').click();
    await expect(page.locator('.say-pace')).toBeFocused();
    await expect(page.locator('.say-pace')).toHaveText(/^You took 0:0\d: too short to compare/);
    await expect(audio(page)).toBeHidden();
  });

  for (const [name, said] of [
    ['NotFoundError', 'No microphone was found.'],
    ['NotReadableError', 'The microphone is in use elsewhere.'],
    ['AbortError', 'The microphone could not be used (AbortError).'],
  ] as const) {
    test(`an error is said in words: ${name}`, async ({ page }) => {
      await page.addInitScript((kind) => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', kind));
      }, name);
      await ask(page);
      await button(page, 'Say it and record').click();
      await expect(note(page)).toHaveText(`${said} The timer works without it.`);
    });
  }

  test('Chromium itself refuses one that nobody allowed', async ({ page }) => {
    await ask(page);
    await button(page, 'Say it and record').click();
    await expect(note(page)).toHaveText(/The timer works without it\.$/);
    await expect(button(page, 'Say it aloud')).toBeVisible();
  });
});

test('a browser that cannot record says so, and so does an address that is not secure', async ({ page }) => {
  await page.addInitScript(() => Object.assign(window, { MediaRecorder: undefined }));
  await ask(page);
  await expect(button(page, 'Say it and record')).toBeHidden();
  await expect(note(page)).toHaveText('This browser cannot record; the timer works.');
  await page.addInitScript(() => Object.defineProperty(window, 'isSecureContext', { value: false }));
  await page.reload();
  await button(page, 'Go on with it').click();
  await expect(note(page)).toHaveText('Recording needs an address that starts with https; the timer works.');
});

test('the time is compared with the spoken answer, and said once at half a minute', async ({ page }) => {
  await page.clock.install({ time: noon });
  await ask(page);
  await page.clock.pauseAt(noon.getTime() + 60_000);
  const words = await page.evaluate(async () => {
    const { questions } = await (await fetch('/practice/questions.json')).json();
    const [one] = questions.filter(
      (each: { question: string }) => each.question === document.querySelector('[data-show=question]')!.innerHTML,
    );
    return one.say.replace(/<[^>]+>/g, '').split(/\s+/).length as number;
  });
  await button(page, 'Say it aloud').click();
  await page.clock.runFor(29_500);
  await expect(page.locator('#status')).toBeEmpty();
  await page.clock.runFor(1_000);
  await expect(page.locator('#status')).toHaveText('Half a minute');
  const width = () => page.locator('.say-bar > div').evaluate((one) => one.style.getPropertyValue('--said'));
  expect(await width()).toBe('1');
  await page.clock.runFor(5_000);
  await button(page, 'Done').click();
  const [, perMinute] =
    /in that time, (\d+) a minute/.exec((await page.locator('.say-pace').textContent()) ?? '') ?? [];
  expect(Math.abs(Number(perMinute) - (words / 35.5) * 60)).toBeLessThan(4);
  await expect(page.locator('.say-pace')).toContainText(`You took 0:35. The spoken answer has ${words} words`);
});

test('with reduced motion the bar does not move by the second', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.clock.install({ time: noon });
  await ask(page);
  await page.clock.pauseAt(noon.getTime() + 60_000);
  await button(page, 'Say it aloud').click();
  const bar = page.locator('.say-bar > div');
  expect(await bar.evaluate((one) => getComputedStyle(one).transitionDuration)).toBe('0s');
  const seen = new Set<string>();
  for (let second = 0; second < 29; second += 1) {
    await page.clock.runFor(1_000);
    seen.add(await bar.evaluate((one) => one.style.getPropertyValue('--said')));
  }
  expect([...seen].map((one) => Number(one).toFixed(2))).toEqual(['0.00', '0.33', '0.67']);
});

test('a recording ends by itself after three minutes', async ({ page }) => {
  await page.clock.install({ time: noon });
  await ask(page);
  await page.clock.pauseAt(noon.getTime() + 60_000);
  await button(page, 'Say it aloud').click();
  await page.clock.runFor(181_000);
  await expect(page.locator('.say-pace')).toContainText('You took 3:00');
});

test('the policy of these pages alone lets a recording play', async () => {
  const policyOf = (path: string) =>
    /http-equiv="content-security-policy" content="([^"]+)"/.exec(readFileSync(`dist${path}index.html`, 'utf8'))?.[1];
  for (const path of ['/practice/', '/practice/mock/']) expect(policyOf(path), path).toContain('; media-src blob:; ');
  for (const path of ['/', '/practice/room/', '/set/', '/testing/', '/dependencies/dependency-scopes/'])
    expect(policyOf(path), path).not.toContain('media-src');
});
