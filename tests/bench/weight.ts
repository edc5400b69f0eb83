/** What the pages weigh: the ten heaviest answers, and what each kind of page needs, in bytes compressed by brotli 11. */
import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { answerPages, type Page, pages } from '../site/pages.ts';
import { printTable } from './table.ts';

const compressed = (text: string | Buffer) => brotliCompressSync(text).length;
/** Bytes of our scripts that a page loads by itself, and how many requests they are. */
function scripts(page: Page): { bytes: number; requests: number } {
  const sources = page.root.querySelectorAll('script[src]').map((node) => node.getAttribute('src') ?? '');
  const inline = page.root.querySelectorAll('script:not([src]):not([type="application/ld+json"])');
  const bytes = [...sources.map((src) => readFileSync(`dist${src}`)), ...inline.map((node) => node.text)].map(
    compressed,
  );
  return { bytes: bytes.reduce((sum, one) => sum + one, 0), requests: sources.length };
}

const heaviest = answerPages
  .map((page) => ({ page, bytes: compressed(page.html) }))
  .sort((a, b) => b.bytes - a.bytes)
  .slice(0, 10);
printTable(
  'Weight: the ten heaviest answers (first flight: 14,600 bytes)',
  ['page', 'HTML with CSS', 'of the first flight'],
  heaviest.map(({ page, bytes }) => [page.path, String(bytes), `${Math.round((bytes / 14_600) * 100)} %`]),
);

const kinds = [
  '/',
  '/dependencies/',
  '/dependencies/dependency-scopes/',
  '/search/',
  '/changes/',
  '/404.html',
  '/q/19/',
];
printTable(
  'Weight: one page of each kind',
  ['page', 'HTML with CSS', 'own JavaScript', 'requests that block', 'requests in all'],
  kinds.map((path) => {
    const page = pages.get(path);
    if (!page) throw new Error(`${path} was not built`);
    const { bytes, requests } = scripts(page);
    const blocking = page.root.querySelectorAll('link[rel~=stylesheet], script[src]:not([type=module])').length;
    // The document, its scripts, the icon.
    return [path, String(compressed(page.html)), String(bytes), String(blocking), String(2 + requests)];
  }),
);
