/**
 * What the search costs and how often it is right, against plain Pagefind over the same built index: `node tests/bench/search.ts`.
 * Times are printed as ratios of one run. The line is made by the server: it delays and rations every byte, those of workers too.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright/test';
import { site } from '../../src/site.ts';
import { askDialog, head, queries, tableOf } from '../browser/relevance.ts';
import { chromiumArgs, chromiumPath } from '../chromium.ts';
import { printTable } from './table.ts';

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
    Math.max(0, free - performance.now()) + line.delay,
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
  if (way === 'ours') await page.locator('search-box [aria-selected=true] .spoken:not(:empty)').waitFor();
  await page.waitForLoadState('networkidle');
  await context.close();
  return { time, sent: [...sent] };
}

const middle = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
const browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: chromiumArgs });
try {
  const page = await browser.newPage({ baseURL: origin });
  const all = queries.map(({ q }) => q);
  const plain = tableOf(queries, await askPagefind(page, all)).lines;
  const ours = tableOf(queries, await askDialog(page, all)).lines;
  const beside = ours.map((line, at) => [...line, ...plain[at]!.slice(2)]);
  printTable(
    'Search: right answers, and those of plain Pagefind over the same index',
    [...head, ...head.slice(2).map((one) => `plain ${one}`)],
    beside,
  );
  await page.close();

  const query = 'override dependencies';
  const ratios: string[][] = [];
  for (const [name, delay, bytesPerSecond] of [
    ['fast', 0, Number.POSITIVE_INFINITY],
    ['slow: 150 ms, 1.6 Mbit/s', 150, 200_000],
  ] as const) {
    Object.assign(line, { delay, bytesPerSecond });
    const [own, pagefind]: [number[], number[]] = [[], []];
    for (let turn = 0; turn < 5; turn += 1) {
      own.push((await firstResult(browser, 'ours', query)).time);
      pagefind.push((await firstResult(browser, 'pagefind', query)).time);
    }
    ratios.push([name, (middle(own) / middle(pagefind)).toFixed(2)]);
  }
  printTable('Search: time to the first result, ours to plain Pagefind’s', ['line', 'ratio'], ratios);

  Object.assign(line, { delay: 0, bytesPerSecond: Number.POSITIVE_INFINITY });
  const costs: string[][] = [];
  for (const [name, way] of [
    ['this search', 'ours'],
    ['plain Pagefind', 'pagefind'],
  ] as const) {
    const all = (await firstResult(browser, way, query)).sent;
    const bytes = (test: (path: string) => boolean) =>
      String(all.filter(({ path }) => test(path)).reduce((sum, one) => sum + one.bytes, 0));
    const isEngine = (path: string) => /^pagefind\/[^/]+$/.test(path);
    const isIndex = (path: string) => /^pagefind\/.+\//.test(path);
    const own = bytes((path) => !path.startsWith('pagefind/'));
    costs.push([name, String(all.length), own, bytes(isEngine), bytes(isIndex)]);
  }
  printTable(
    'Search: a first search, in bytes',
    ['way', 'requests', 'own', 'Pagefind’s engine', 'index and fragments'],
    costs,
  );
} finally {
  await browser.close();
  server.close();
}
