import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { absolute } from '../../../src/lib/addresses.ts';
import { linkWithin, parsePage } from '../../../src/study/book.ts';
import { epubOf } from '../../../src/study/epub.ts';
import { bookPage } from './book-page.ts';

const facts = {
  title: 'Answers & "proofs"',
  author: 'The "authors"',
  description: 'All of <it>',
  address: 'https://example.org/book/',
  rights: 'Free & open',
  date: '2026-11-25',
};

function made(html = bookPage) {
  const page = parsePage(html);
  linkWithin(page);
  return epubOf(page, facts, 'p{margin:0}', new Uint8Array([1, 2, 3]));
}
/** The files of a book, by path. Each test makes its own: what is made while a file is loaded tells nothing of a change. */
const filesOf = (html?: string) =>
  Object.fromEntries(Object.entries(unzipSync(made(html))).map(([path, bytes]) => [path, strFromU8(bytes)]));
const bodyOf = (name: string, html?: string) => filesOf(html)[`EPUB/${name}.xhtml`]!.replace(/^[\s\S]*?<body/, '<body');

test('a book holds its files in reading order, the type first and not packed, and is the same whenever it is made', () => {
  const files = filesOf();
  expect(Object.keys(files)).toEqual([
    'mimetype',
    'META-INF/container.xml',
    'EPUB/package.opf',
    'EPUB/nav.xhtml',
    'EPUB/toc.ncx',
    'EPUB/style.css',
    'EPUB/cover.png',
    'EPUB/cover.xhtml',
    'EPUB/title.xhtml',
    'EPUB/routing.xhtml',
    'EPUB/q1.xhtml',
    'EPUB/q2.xhtml',
    'EPUB/book-index.xhtml',
  ]);
  const bytes = Buffer.from(made());
  expect(bytes.subarray(30, 58).toString()).toBe('mimetypeapplication/epub+zip');
  expect(bytes.equals(made())).toBe(true);
  expect(files['EPUB/style.css']).toBe('p{margin:0}');
  expect(files['EPUB/cover.png']).toBe('\u0001\u0002\u0003');
});

test('what describes a book is as it was', () => {
  const files = filesOf();
  for (const name of [
    'META-INF/container.xml',
    'EPUB/package.opf',
    'EPUB/nav.xhtml',
    'EPUB/toc.ncx',
    'EPUB/cover.xhtml',
  ])
    expect(files[name]).toMatchSnapshot(name);
});

test('a title page, a chapter, answers and an index say what they are', () => {
  const files = filesOf();
  for (const name of ['title', 'routing', 'q1', 'q2', 'book-index'])
    expect(files[`EPUB/${name}.xhtml`]).toMatchSnapshot(name);
});

test('headings begin with the first of their file', () => {
  expect(bodyOf('routing')).toContain('<h1 id="routing">Routing <small>two</small></h1>');
  expect(bodyOf('q1')).toMatch(/<h1>1\. <a href="https?:/);
  expect(bodyOf('q1')).toContain('<h2 id="q1-how" class="part">How</h2>');
});

test('links lead into the file that has the place, and out of the book where it has none', () => {
  expect(bodyOf('q1')).toContain('<a href="q2.xhtml#q2">two</a>');
  expect(bodyOf('q1')).toContain('<a href="book-index.xhtml#term-cors">CORS</a>');
  expect(bodyOf('q1')).toContain('<sup><a class="proof" href="#q1-checked" aria-label="Proof">✓</a></sup>');
  expect(bodyOf('q1')).toContain('<sup><a class="source" href="#q1-checked">3</a></sup>');
  expect(bodyOf('q1')).toContain(`<a href="${absolute('q/2/#gone')}">what is gone</a>`);
});

test('nothing is there to unfold, to press or to hear alone; code is lines, its point is bold', () => {
  const answer = bodyOf('q1');
  expect(answer).toContain('<div class="pitfall"><p id="fold"><b>Wrong</b></p><p>Why.</p></div>');
  expect(answer).not.toMatch(/<(?:details|summary|button|svg)|tabindex|role=|aria-hidden|comment|open<|Copy|Whole/);
  expect(answer).toContain('<pre><code>a = 1</code></pre>');
  expect(answer).toContain('<b class="unseen">Sent</b>');
  expect(bodyOf('q1', bookPage.replace(/<details class="whole">.*?<\/details>/s, ''))).toContain(
    '<span class="line">a = 1\n</span><span class="line point">b = 2\n</span>',
  );
});

test('a link to a place that no file has is refused, by its name', () => {
  expect(() => made(bookPage.replace('href="https://example.org/"', 'href="#nowhere"'))).toThrow(
    'The book links to #nowhere, which none of its files has.',
  );
});
