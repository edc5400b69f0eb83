import { expect, test } from 'vitest';
import type { Section } from '../../../src/lib/collections.ts';
import { absolute } from '../../../src/lib/addresses.ts';
import { linkOut, linkWithin, parsePage, runningHeads, singleFile, termId } from '../../../src/study/book.ts';
import { bookPage } from './book-page.ts';

const linksOf = (html: { querySelectorAll: ReturnType<typeof parsePage>['querySelectorAll'] }, within = 'p') =>
  Object.fromEntries(html.querySelectorAll(`${within} a`).map((link) => [link.text, link.getAttribute('href')]));

test('each answer begins a sheet, whose heads say chapter and answer as text of CSS', () => {
  const answers = [{ number: 7, data: { title: 'What `"</style>\\` says' } }];
  const sections = [{ id: 'routing', title: 'Routing "&"\nPaths', answers }] as unknown as Section[];
  expect(runningHeads(sections)).toBe(
    '@media print{#routing{break-before:page}' +
      '@page q7{@top-left{content:"Routing \\22 &\\22 \\a Paths"}@top-right{content:"7. What \\22 \\3c /style>\\5c  says"}}' +
      '#q7{page:q7}}',
  );
});

test('links lead to places in the book where it holds them, whatever address of theirs is used', () => {
  const book = parsePage(bookPage);
  linkWithin(book);
  expect(linksOf(book)).toEqual({
    search: '/search/',
    Mounts: '#q2',
    two: '#q2',
    'its part': '#q2-how',
    CORS: '#term-cors',
    all: '#book-index',
    'the chapter': '#routing',
    'what is gone': '/q/2/#gone',
    others: 'https://example.org/',
    '?': '#q1-checked',
    '': '#q1-checked',
    '1': '#q1',
  });
  // A heading leads to the page of its answer.
  expect(book.querySelector('#q2 h3 a')!.getAttribute('href')).toBe('/routing/mounts/');
  expect(termId('cors')).toBe('term-cors');
});

test('out of the site every link into it is whole', () => {
  const page = parsePage('<a href="/q/2/#a">1</a><a href="#b">2</a><a href="https://example.org/">3</a><a>4</a>');
  linkOut(page);
  expect(page.querySelectorAll('a').map((link) => link.getAttribute('href'))).toEqual([
    absolute('q/2/#a'),
    '#b',
    'https://example.org/',
    undefined,
  ]);
});

test('a single file has its text, its address, and nothing of the interface', () => {
  const page = parsePage(bookPage);
  const file = singleFile(page, 'book/');
  const head = file.querySelector('head')!;
  expect(head.querySelectorAll('*').map((node) => node.toString())).toEqual([
    '<title>Book</title>',
    '<meta name="description" content="About">',
    `<link rel="canonical" href="${absolute('book/')}">`,
  ]);
  expect(file.querySelectorAll('script, .skip, .site-header, .site-footer, .screen-only')).toEqual([]);
  expect(linksOf(file)['search']).toBe(absolute('search/'));
  expect(file.querySelectorAll('pre code')).toHaveLength(2);
  // The page that it is made of stays as it is.
  expect(page.querySelectorAll('.site-header')).toHaveLength(1);
});
