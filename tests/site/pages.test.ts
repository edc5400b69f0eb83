import { readdirSync, readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { expect, test } from 'playwright/test';
import { parse } from 'yaml';
import { plainText } from '../../src/lib/text.ts';
import { budgets } from '../budgets.ts';
import { answerPages, forwardOf, pages } from './pages.ts';

const questions = parse(readFileSync('content/questions.yaml', 'utf8')) as {
  [number: string]: { path: string; question: string };
};
const compressed = (text: string | Buffer) => brotliCompressSync(text).length;

test('there is one page for each question, with its short link', () => {
  expect(answerPages.map(({ path }) => path).sort()).toEqual(
    Object.values(questions)
      .map(({ path }) => `/${path}/`)
      .sort(),
  );
  for (const [number, { path }] of Object.entries(questions)) {
    expect(forwardOf(pages.get(`/q/${number}/`)!), `/q/${number}/`).toBe(`/${path}/`);
  }
});

test('the question is the only h1, the title and the structured data of its page', () => {
  for (const { path, question } of Object.values(questions)) {
    const { root } = pages.get(`/${path}/`)!;
    const text = plainText(question);
    const headings = root.querySelectorAll('h1');
    expect(headings).toHaveLength(1);
    expect(headings[0]!.text.replace(/\s+/g, ' ').trim()).toContain(text);
    expect(root.querySelector('title')!.text).toContain(text);
    const data = JSON.parse(root.querySelector('script[type="application/ld+json"]')!.text);
    expect(data['@graph'][0].mainEntity.name).toBe(text);
    const description = root.querySelector('meta[name=description]')!.getAttribute('content')!;
    expect(data['@graph'][0].mainEntity.acceptedAnswer.text).toBe(description);
  }
});

test('the parts of an answer stand in their order', () => {
  const order = 'say listens next how-it-works example pitfalls no-longer-true related sources checked-with'.split(' ');
  for (const { path, root } of answerPages) {
    const found = root.querySelectorAll('h2[id]').map((node) => node.id.replace(/^q\d+-/, ''));
    expect(found, path).toEqual(order);
  }
});

test('a chapter holds its answers in full', () => {
  for (const { path, root } of answerPages) {
    const chapter = pages.get(`/${path.split('/')[1]}/`)!;
    const text = (node: typeof root) => node.text.replace(/\s+/g, ' ').trim();
    for (const program of root.querySelectorAll('.program')) expect(text(chapter.root)).toContain(text(program));
    expect(text(chapter.root)).toContain(text(root.querySelector('.say p')!));
  }
});

test('headings go down by one level at a time', () => {
  for (const { path, root } of pages.values()) {
    let last = 0;
    for (const heading of root.querySelectorAll('h1, h2, h3, h4, h5')) {
      const level = Number(heading.tagName[1]);
      expect(level, `${path}: ${heading.text.trim()}`).toBeLessThanOrEqual(last + 1);
      last = level;
    }
  }
});

test('no page has a style attribute, an inline handler or anything from another origin', () => {
  for (const { path, root } of pages.values()) {
    const isRefused = (name: string) => name === 'style' || name.startsWith('on');
    const refused = root.querySelectorAll('*').filter((node) => Object.keys(node.attributes).some(isRefused));
    expect(
      refused.map((node) => node.toString().slice(0, 120)),
      path,
    ).toEqual([]);
    const loaded = root.querySelectorAll('[src], [srcset], link[rel~=stylesheet], link[rel~=icon], link[rel~=preload]');
    for (const node of loaded) expect(node.toString(), path).not.toMatch(/(src|href|srcset)="?(https?:)?\/\//);
    expect(
      root
        .querySelectorAll('style')
        .map((node) => node.text)
        .join(''),
    ).not.toMatch(/@import|url\((?!#|"?data:)/);
  }
});

test('an answer fits into the first flight with all that paints it; so does the first screen of the others', () => {
  const sizes = answerPages.map(({ path, html }) => ({ path, bytes: compressed(html) }));
  sizes.sort((a, b) => b.bytes - a.bytes);
  const heaviest = sizes.slice(0, 3).map(({ path, bytes }) => `${path} ${bytes}`);
  console.log(`heaviest answers (brotli, of ${budgets.firstFlight}): ${heaviest.join(', ')}`);
  const over = sizes.filter(({ bytes }) => bytes > budgets.firstFlight);
  expect(1 - over.length / sizes.length, JSON.stringify(over)).toBeGreaterThanOrEqual(budgets.answers.inFirstFlight);
  expect(sizes.filter(({ bytes }) => bytes > budgets.answers.most)).toEqual([]);
  for (const [path, most] of Object.entries(budgets.pages)) {
    expect(compressed(pages.get(path)!.html), path).toBeLessThanOrEqual(most);
  }
  for (const { path, html, root } of pages.values()) {
    expect(
      root.querySelectorAll(
        'link[rel~=stylesheet]:not([media=print]), script[src]:not([type=module]):not([async]):not([defer])',
      ),
      `${path} blocks on a request`,
    ).toEqual([]);
    // What paints the first screen of a long page: the head with all styles, and the beginning of the body.
    const start = html.slice(0, html.indexOf('<body') + budgets.firstScreen);
    expect(compressed(start), path).toBeLessThanOrEqual(budgets.firstFlight);
  }
});

/** The modules that a page loads with the one at `url`: what it imports, and what that imports. */
function modulesOf(url: string, known = new Set<string>()): Set<string> {
  if (known.has(url)) return known;
  known.add(url);
  for (const { n: name } of readFileSync(`dist${url}`, 'utf8')
    .matchAll(/(?:\bfrom|\bimport)\s*["'](?<n>\.[^"']+)/g)
    .map(({ groups }) => groups!))
    modulesOf(new URL(name!, `http://site${url}`).pathname, known);
  return known;
}

test('our own JavaScript before the reader acts is within its budget, with all that it imports', () => {
  // A set, a rehearsal and a bench are made by their scripts: nothing else is there to act on.
  for (const { path, root } of [...pages.values()].filter((page) => !/^\/(set|practice|try)\//.test(page.path))) {
    const scripts = root.querySelectorAll('script:not([type="application/ld+json"])');
    const inline = scripts.filter((node) => !node.hasAttribute('src')).map((node) => compressed(node.text));
    const urls = scripts.flatMap((node) => node.getAttribute('src') ?? []);
    const modules = new Set(urls.flatMap((url) => [...modulesOf(url)]));
    const bytes = [...inline, ...[...modules].map((url) => compressed(readFileSync(`dist${url}`)))];
    expect(
      bytes.reduce((sum, one) => sum + one, 0),
      path,
    ).toBeLessThanOrEqual(budgets.script);
    if (urls.length > 0) expect(modules.size, path).toBeGreaterThan(urls.length);
  }
});

test('only answers are in the search index', () => {
  const entry = JSON.parse(readFileSync('dist/pagefind/pagefind-entry.json', 'utf8'));
  expect(
    Object.values(entry.languages as { [language: string]: { page_count: number } }).map((one) => one.page_count),
  ).toEqual([answerPages.length]);
});

test('the sitemap names every page that is to be found, and robots.txt the sitemap', () => {
  const urls = [...readFileSync('dist/sitemap-0.xml', 'utf8').matchAll(/<loc>([^<]+)<\/loc>/g)].map(
    (match) => new URL(match[1]!).pathname,
  );
  const found = [...pages.values()]
    .filter(({ root }) => !root.querySelector('meta[name=robots]'))
    .map(({ path }) => path);
  expect(urls.sort()).toEqual(found.sort());
  expect(readFileSync('dist/robots.txt', 'utf8')).toMatch(
    /^User-agent: \*\nAllow: \/\n\nSitemap: https:\/\/.+\/sitemap-index\.xml\n$/,
  );
  expect(readdirSync('dist')).toContain('sitemap-index.xml');
});
