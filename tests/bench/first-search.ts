/** A first search in a fresh browser, over a line that is made by the server: it delays and rations every byte, those of workers too. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import type { Browser } from 'playwright/test';
import { site } from '../../src/site.ts';

const types: { [ending: string]: string } = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.html': 'text/html',
};

/** Serves the build in `dist` as packaged. `line` may be changed; `sent` grows, in compressed bytes. */
export async function serveBuild(dist: string) {
  const line = { delay: 0, bytesPerSecond: Number.POSITIVE_INFINITY };
  const sent: { path: string; bytes: number }[] = [];
  let free = 0;
  const server = createServer((request, response) => {
    const path = (request.url ?? '/')
      .slice(site.base.length)
      .replace(/\?.*/, '')
      .replace(/(^|\/)$/, '$1index.html');
    const file = `${dist}/${path}`;
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
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}${site.base}`, line, sent, close: () => server.close() };
}
export type Served = Awaited<ReturnType<typeof serveBuild>>;

/** Milliseconds from the wish to search, on a page just loaded, to the first result of `query`; and what was sent for it. */
export async function firstResult(
  browser: Browser,
  { origin, sent }: Served,
  query: string,
  way: 'ours' | 'pagefind' = 'ours',
) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(origin, { waitUntil: 'networkidle' });
  // The last element of the first script: before it is there, a click would follow the link to the search page.
  await page.evaluate(() => customElements.whenDefined('theme-switch').then(() => undefined));
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

/** Where the bytes of a search went: our own files, Pagefind's engine, its index and fragments. */
export function splitBytes(sent: Served['sent']): { own: number; engine: number; index: number } {
  const bytes = { own: 0, engine: 0, index: 0 };
  for (const { path, bytes: size } of sent) {
    if (!path.startsWith('pagefind/')) bytes.own += size;
    else if (/^pagefind\/[^/]+$/.test(path)) bytes.engine += size;
    else bytes.index += size;
  }
  return bytes;
}
