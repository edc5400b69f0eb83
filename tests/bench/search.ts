/**
 * What the search costs and how often it is right, against plain Pagefind over the same built index: `node tests/bench/search.ts`.
 * Times are printed as ratios of one run.
 */
import { chromium, type Page } from 'playwright/test';
import { askDialog, blindQueries, freshQueries, head, queries, realQueries, tableOf } from '../browser/relevance.ts';
import { chromiumArgs, chromiumPath } from '../tools/browsers.ts';
import { firstResult, serveBuild, splitBytes } from './first-search.ts';
import { printTable } from './table.ts';

const served = await serveBuild('dist');
const { origin, line } = served;

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

/** How much slower a phone's processor is taken to be, and how long a frame lasts. */
const [slower, frame] = [4, 16.7];

/** Milliseconds that each key takes while `typed` is written: until the list stands in its layout. */
const timesOfKeys = (page: Page, typed: string) =>
  page.evaluate((typed) => {
    const input = document.querySelector<HTMLInputElement>('search-box input')!;
    return Array.from(typed, (_, at) => {
      const start = performance.now();
      input.value = typed.slice(0, at + 1);
      input.dispatchEvent(new Event('input', { bubbles: true }));
      void input.offsetHeight;
      return performance.now() - start;
    });
  }, typed);

const middle = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
const browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: chromiumArgs });
try {
  const page = await browser.newPage({ baseURL: origin });
  for (const [name, asked] of [
    ['made up', queries],
    ['real', realQueries],
    ['written blind', blindQueries],
    ['written blind, afterwards', freshQueries],
  ] as const) {
    const all = asked.map(({ q }) => q);
    const plain = tableOf(asked, await askPagefind(page, all)).lines;
    const ours = tableOf(asked, await askDialog(page, all)).lines;
    printTable(
      `Search, ${name}: right answers, and those of plain Pagefind over the same index`,
      [...head, ...head.slice(2).map((one) => `plain ${one}`)],
      ours.map((line, at) => [...line, ...plain[at]!.slice(2)]),
    );
  }
  await page.goto('/');
  await page.keyboard.press('/');
  await page.locator('search-box[data-state=start]').waitFor();
  const client = await page.context().newCDPSession(page);
  await client.send('Emulation.setCPUThrottlingRate', { rate: slower });
  const rows: string[][] = [];
  for (const [name, typed] of [
    ['a question', 'how do I override a dependency in tests'],
    [
      'a pasted error',
      blindQueries
        .filter(({ kind }) => kind === 'error')
        .map(({ q }) => q)
        .join(' ')
        .slice(0, 600),
    ],
  ] as const) {
    const times = await timesOfKeys(page, typed);
    rows.push([
      name,
      String(times.length),
      ...[middle(times), Math.max(...times)].map((time) => (time / frame).toFixed(2)),
    ]);
  }
  printTable(
    `Search: what a key takes on a processor ${slower} times slower, in frames of ${frame} ms`,
    ['typed', 'keys', 'median', 'most'],
    rows,
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
      own.push((await firstResult(browser, served, query)).time);
      pagefind.push((await firstResult(browser, served, query, 'pagefind')).time);
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
    const all = (await firstResult(browser, served, query, way)).sent;
    const { own, engine, index } = splitBytes(all);
    costs.push([name, ...[all.length, own, engine, index].map(String)]);
  }
  printTable(
    'Search: a first search, in bytes',
    ['way', 'requests', 'own', 'Pagefind’s engine', 'index and fragments'],
    costs,
  );
} finally {
  await browser.close();
  served.close();
}
