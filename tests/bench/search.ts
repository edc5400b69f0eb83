/**
 * What the search costs and how often it is right, against plain Pagefind over the same built index: `node tests/bench/search.ts`.
 * Times are printed as ratios of one run. The line is made by the server: it delays and rations every byte, those of workers too.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright/test';
import { site } from '../../src/site.ts';
import { askDialog, queries, tableOf } from '../browser/relevance.ts';
import { chromiumArgs, chromiumPath } from '../chromium.ts';

const line = { delay: 0, bytesPerSecond: Number.POSITIVE_INFINITY };
let free = 0;
const types: { [ending: string]: string } = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.html': 'text/html',
};
const sent: { path: string; bytes: number }[] = [];

const server = createServer((request, response) => {
  const path = (request.url ?? '/')
    .slice(site.base.length)
    .replace(/\?.*/, '')
    .replace(/(^|\/)$/, '$1index.html');
  const file = `dist/${path}`;
  if (!existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  const packed = existsSync(`${file}.br`);
  const body = readFileSync(packed ? `${file}.br` : file);
  sent.push({ path, bytes: body.length });
  free = Math.max(free, performance.now()) + (1000 * body.length) / line.bytesPerSecond;
  setTimeout(
    () => {
      response.writeHead(200, {
        'Content-Type': types[extname(file)] ?? 'application/octet-stream',
        'Cache-Control': 'max-age=600',
        ...(packed && { 'Content-Encoding': 'br' }),
      });
      response.end(body);
    },
    free - performance.now() + line.delay,
  );
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = server.address();
const origin = `http://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}${site.base}`;

/** The path of the first link that plain Pagefind gives for each query, as lists of numbers. */
async function askPagefind(page: Page, all: string[]): Promise<number[][]> {
  await page.goto(origin);
  return page.evaluate(
    async ({ all, from }) => {
      const pagefind = await import(from);
      const lists: number[][] = [];
      for (const query of all) {
        const { results } = await pagefind.search(query);
        const pages = await Promise.all(results.slice(0, 10).map((one: { data(): Promise<unknown> }) => one.data()));
        lists.push(pages.map(({ filters }) => Number(filters.number[0])));
      }
      return lists;
    },
    { all, from: `${origin}pagefind/pagefind.js` },
  );
}

/** Milliseconds from the wish to search, on a page just loaded, to the first result of `query`; and what was sent for it. */
async function firstResult(browser: Browser, way: 'ours' | 'pagefind', query: string) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(origin, { waitUntil: 'networkidle' });
  sent.length = 0;
  const time = await page.evaluate(
    async ({ way, query, from }) => {
      const start = performance.now();
      if (way === 'pagefind') {
        const pagefind = await import(from);
        const { results } = await pagefind.search(query);
        await results[0].data();
        return performance.now() - start;
      }
      document.querySelector<HTMLElement>('[data-search]')!.click();
      let box: (HTMLElement & { ask(query: string): Promise<void> }) | null = null;
      while (!box) {
        await new Promise(requestAnimationFrame);
        box = document.querySelector('search-box');
      }
      do await box.ask(query);
      while (!box.querySelector('[role=option]'));
      return performance.now() - start;
    },
    { way, query, from: `${origin}pagefind/pagefind.js` },
  );
  await page.waitForLoadState('networkidle');
  await context.close();
  return { time, sent: [...sent] };
}

const middle = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
const browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: chromiumArgs });
try {
  const page = await browser.newPage({ baseURL: origin });
  const all = queries.map(({ q }) => q);
  console.log('Plain Pagefind', ...tableOf(queries, await askPagefind(page, all)).lines.map((one) => `\n  ${one}`));
  console.log('This search', ...tableOf(queries, await askDialog(page, all)).lines.map((one) => `\n  ${one}`));
  await page.close();

  const query = 'override dependencies';
  for (const [name, delay, bytesPerSecond] of [
    ['fast', 0, Number.POSITIVE_INFINITY],
    ['slow (150 ms, 1.6 Mbit/s)', 150, 200_000],
  ] as const) {
    Object.assign(line, { delay, bytesPerSecond });
    const [ours, pagefind]: [number[], number[]] = [[], []];
    for (let turn = 0; turn < 5; turn += 1) {
      ours.push((await firstResult(browser, 'ours', query)).time);
      pagefind.push((await firstResult(browser, 'pagefind', query)).time);
    }
    const ratio = middle(ours) / middle(pagefind);
    console.log(`First result on a ${name} line: ours takes ${ratio.toFixed(2)} of plain Pagefind's time`);
  }
  Object.assign(line, { delay: 0, bytesPerSecond: Number.POSITIVE_INFINITY });
  for (const way of ['pagefind', 'ours'] as const) {
    const { sent } = await firstResult(browser, way, query);
    const bytes = (test: (path: string) => boolean) =>
      sent.filter(({ path }) => test(path)).reduce((sum, one) => sum + one.bytes, 0);
    const engine = bytes((path) => path.startsWith('pagefind/'));
    const own = bytes((path) => !path.startsWith('pagefind/'));
    console.log(`First search, ${way}: ${sent.length} requests; Pagefind ${engine} bytes, beyond it ${own} bytes`);
    for (const { path, bytes } of sent) console.log(`  ${String(bytes).padStart(6)}  ${path}`);
  }
} finally {
  await browser.close();
  server.close();
}
