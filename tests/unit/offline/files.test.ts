import { describe, expect, test } from 'vitest';
import { keptAddress, listingOf } from '../../../src/offline/files.ts';

describe('what is kept', () => {
  test.each([
    ['index.html', ''],
    ['a/b/index.html', 'a/b/'],
    ['a\\b\\index.html', 'a/b/'],
    ['set/index.html', 'set/'],
    ['practice/predict/testing/index.html', 'practice/predict/testing/'],
    ['practice/questions.json', 'practice/questions.json'],
    ['run/frame.html', 'run/frame.html'],
    ['search.json', 'search.json'],
    ['_astro/a.js', '_astro/a.js'],
    ['_astro/print.1.css', '_astro/print.1.css'],
    ['pagefind/pagefind.js', 'pagefind/pagefind.js'],
    ['pagefind/fragment/en_1.pf_fragment', 'pagefind/fragment/en_1.pf_fragment'],
    ['favicon.svg', 'favicon.svg'],
    ['manifest.webmanifest', 'manifest.webmanifest'],
  ])('%s, at "%s"', (file, address) => {
    expect(keptAddress(file)).toBe(address);
  });
  test.each([
    '404.html',
    'book.html',
    'book/index.html',
    'q/19/index.html',
    'a/b/card/index.html',
    'answers.json',
    'answers.schema.json',
    'programs/a/b/logging.json',
    'programs/a/b/app.py',
    'deck/notes.json',
    'a/b.md',
    'a/b.png',
    'deck/fastapi-answers.apkg',
    'run/files/base.12345678.brotli',
    '_astro/sql-wasm.wasm',
    '_astro/a.js.br',
    'pagefind/pagefind.js.gz',
    'pagefind/pagefind.js.br',
    'sw.js',
    '_headers',
  ])('not %s', (file) => {
    expect(keptAddress(file)).toBeUndefined();
  });
});

describe('the listing', () => {
  const entry = (address: string, digest: string) => ({ address, digest, sent: 10, size: 25 });
  const digest = (text: string) => `of ${text}`;
  const entries = [entry('b/', '2'), entry('', '1'), entry('a/', '3')];
  const moved = { '/old/': '/a/' };

  test('has the files in one order, whatever the order they were read in, and their sums', () => {
    const listing = listingOf(entries, moved, digest);
    expect(listing).toEqual(listingOf(entries.toReversed(), moved, digest));
    expect(listing.files).toEqual([
      ['', '1', 10],
      ['a/', '3', 10],
      ['b/', '2', 10],
    ]);
    expect([listing.bytes, listing.size, listing.moved]).toEqual([30, 75, moved]);
  });
  test('has another version for other content, another file and another forward', () => {
    const versions = [
      listingOf(entries, moved, digest),
      listingOf([...entries.slice(1), entry('b/', '4')], moved, digest),
      listingOf(entries.slice(1), moved, digest),
      listingOf(entries, {}, digest),
    ].map(({ version }) => version);
    expect(new Set(versions).size).toBe(4);
  });
});
