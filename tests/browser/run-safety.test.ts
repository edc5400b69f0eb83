import { readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import puppeteer from 'puppeteer-core';
import type { Failed, Manifest, Received, Start } from '../../src/run/protocol.ts';
import { firefoxPath } from '../tools/browsers.ts';
import { readManifestOf, type RunnerServer, serveRunner, type WithRunner } from '../support/runner.ts';

const program: Start = {
  file: 'attack.py',
  app: 'attack:app',
  files: [{ name: 'attack.py', text: readFileSync('tests/browser/run-attack.py', 'utf8') }],
  env: {},
  packs: [],
};
interface Given {
  program: Start;
  manifest: Manifest;
  url: string;
}
type Answer = Received | Failed;

/** What came of all that the program tried, as the page saw it. */
interface Seen {
  attempts: Answer;
  /** What a page was told after it had been told lies. */
  forged: Answer;
  output: string;
  injected: boolean;
  heard: string[];
  flood: Answer;
  stopped: Answer;
  printed: { answer: Answer; length: number; pauses: number };
  after: Answer;
  frames: number;
  /** What the frame may do. */
  allowed: string;
  stages: string[];
}

/** Lets the program try everything, and shows what it says as a page must: as text. */
async function attack({ program, manifest, url }: Given): Promise<Seen> {
  const { Runner } = window as unknown as WithRunner;
  const shown = document.createElement('pre');
  document.body.append(shown);
  const stages = new Set<string>();
  const runner = new Runner({
    base: '/',
    manifest,
    onOutput: (text) => {
      shown.textContent += text;
    },
    onProgress: (_loaded, _total, stage) => stages.add(stage),
  });
  const heard: string[] = [];
  for (const name of ['fastapi-answers', 'pyodide'])
    new BroadcastChannel(name).onmessage = ({ data }) => heard.push(String(data));
  const get = (target: string) => runner.request({ method: 'GET', target, headers: [], body: '' });
  const start = async () => {
    const started = await runner.start(program);
    if (started.failed) throw new Error(`${started.sentence} ${started.traceback}`);
  };
  const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));
  await start();
  const frame = document.querySelector('iframe')!;
  const allowed = `${frame.sandbox} ${frame.allow}`.trim();
  const attempts = await get(`/attempts?url=${encodeURIComponent(url)}`);
  await get('/broadcast');
  await get('/take-the-port');
  await get('/openapi.json');
  const markup = '<img src="x" onerror="window.injected = true"><script>window.injected = true<' + '/script>';
  const lies = [
    { kind: 'output', text: markup },
    { kind: 'output', text: { not: 'text' } },
    { kind: 'said', key: 1, from: 'server', text: markup },
    { kind: 'ready', suspends: markup },
    { kind: 'broken' + '?', text: markup },
    { kind: 'answer', id: 1, answer: '{"status": 200, "body": "late"}' },
    { kind: 'answer', id: -1, answer: markup },
    ...Array.from({ length: 40 }, (_, id) => ({
      kind: 'answer',
      id,
      answer: JSON.stringify({
        status: markup,
        headers: [[1, 2], markup, ['a', markup]],
        body: { markup },
        failed: { markup },
      }),
    })),
    'text',
    5,
  ];
  const forged = await runner.request({
    method: 'POST',
    target: '/forge',
    headers: [['content-type', 'application/json']],
    body: JSON.stringify(lies),
  });
  await pause(300);
  const output = shown.textContent;
  const flood = await get('/flood');
  const frames = document.querySelectorAll('iframe').length;
  await start();
  const endless = get('/for-ever');
  await pause(500);
  runner.stop();
  const stopped = await endless;
  await start();
  shown.textContent = '';
  const printing = get('/print-for-ever');
  for (let turn = 0; turn < 200 && shown.textContent === ''; turn += 1) await pause(50);
  let pauses = 0;
  for (let turn = 0; turn < 10; turn += 1) {
    const before = performance.now();
    await pause(50);
    if (performance.now() - before > 1000) pauses += 1;
  }
  runner.stop();
  const printed = { answer: await printing, length: shown.textContent.length, pauses };
  await start();
  const after = await get('/openapi.json');
  const injected = 'injected' in window || document.querySelector('img, pre *') !== null;
  return {
    attempts,
    forged,
    output,
    injected,
    heard,
    flood,
    stopped,
    printed,
    after,
    frames,
    allowed,
    stages: [...stages],
  };
}

/** Holds what was seen to what a page promises. */
function judge(seen: Seen, server: RunnerServer): void {
  const { body } = seen.attempts as Received;
  const outcomes = Object.entries(JSON.parse(body) as { [name: string]: string });
  expect(outcomes.length).toBeGreaterThan(40);
  expect(outcomes.filter(([, outcome]) => outcome !== 'refused')).toEqual([]);
  expect(server.others).toEqual([]);
  expect(seen.heard).toEqual([]);
  // What it forged is text, or nothing.
  expect(seen.injected).toBe(false);
  expect(seen.output).toContain('<img src="x" onerror');
  expect(seen.output).not.toContain('object');
  expect(seen.forged).toEqual({
    status: 0,
    headers: [['a', expect.stringContaining('<img')]],
    body: '',
    truncated: false,
  });
  expect((seen.flood as Failed).sentence).toBe('The program said more at once than a page can take, and was stopped.');
  expect(seen.frames).toBe(0);
  // Neither the window above it, nor another, nor forms, dialogs, downloads or devices.
  expect(seen.allowed).toBe('allow-scripts');
  expect((seen.stopped as Failed).sentence).toBe('Stopped.');
  expect((seen.printed.answer as Failed).sentence).toBe('Stopped.');
  expect(seen.printed.length).toBeGreaterThan(0);
  expect(seen.printed.length).toBeLessThan(101_000);
  expect(seen.printed.pauses).toBeLessThan(3);
  expect((seen.after as Received).status).toBe(200);
  expect(seen.stages.sort()).toEqual(['fetch', 'start']);
}

test('Python reaches nothing in Chromium, and what it forges is text', async ({ page }) => {
  test.setTimeout(300_000);
  const server = await serveRunner(true);
  await page.goto(server.url);
  await page.waitForFunction(() => 'Runner' in window);
  judge(await page.evaluate(attack, { program, manifest: readManifestOf(), url: server.url }), server);
  server.close();
});

test('Python reaches nothing in Firefox, and what it forges is text', async () => {
  test.setTimeout(300_000);
  const executablePath = firefoxPath();
  if (!executablePath)
    throw new Error('Firefox is missing. Run `npm run setup -- --system`, or name one in FIREFOX_PATH.');
  const server = await serveRunner(true);
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    timeout: 60_000,
    protocolTimeout: 280_000,
  });
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.waitForFunction(() => 'Runner' in window);
    judge(await page.evaluate(attack, { program, manifest: readManifestOf(), url: server.url }), server);
  } finally {
    await browser.close();
    server.close();
  }
});
