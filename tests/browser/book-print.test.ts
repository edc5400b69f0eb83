import { readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import { getDocumentProxy } from 'unpdf';
import { parsePage } from '../../src/study/book.ts';
import { print } from '../../src/study/print.ts';
import { quickChromiumPath } from '../tools/browsers.ts';
import { bare, type Ink, lastLine, readSheets, textOf } from './sheets.ts';

/** A4 with the margins of src/pages/book.astro, in points. */
const sheet = { width: 595.9, side: (23 / 25.4) * 72, top: 842 - (20 / 25.4) * 72, foot: (18 / 25.4) * 72 };
/** Chapters that are printed: each printing takes as long as they are; every night all are. */
const chapters = process.env['WHOLE'] ? undefined : ['dependencies', 'deployment'];

/** The book's file, with those chapters alone. */
function bookFile() {
  const file = parsePage(readFileSync('dist/book.html', 'utf8'));
  for (const chapter of file.querySelectorAll('.chapter')) {
    if (chapters?.includes(chapter.querySelector('h2')!.id) === false) chapter.remove();
  }
  return file;
}

const about = { title: 'FastAPI Answers', author: 'The authors', subject: 'Forty answers', date: '2026-11-26' };
/** The lines of the text on a sheet, without its head and its number. */
const body = (all: Ink[]) => all.filter(({ up }) => up < sheet.top && up > sheet.foot - 3);

/** A link on a sheet: the name of a place in the document, or an address. */
interface Link {
  dest?: string;
  url?: string;
}

test('the printed book is whole, numbered, linked, and nothing in it is cut or alone', async () => {
  test.setTimeout(600_000);
  const file = bookFile();
  const bytes = await print(file.toString(), about, quickChromiumPath()!);
  const sheets = await readSheets(bytes);
  const pdf = await getDocumentProxy(bytes);

  const { info } = (await pdf.getMetadata()) as unknown as { info: { [key: string]: unknown } };
  expect(info).toMatchObject({ Title: about.title, Author: about.author, Subject: about.subject, Language: 'en' });
  expect(info['CreationDate']).toContain('20261126');
  expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true });

  // Bookmarks: one for each heading, as deep as it is.
  const outline = await pdf.getOutline();
  const titles = (items: typeof outline): string[] => items.flatMap((one) => [bare(one.title), ...titles(one.items)]);
  const headings = file.querySelectorAll('main :is(h1, h2, h3, h4, h5)').map((node) => bare(node.text));
  expect(titles(outline).length).toBe(headings.length);
  const marked = new Set(titles(outline));
  expect(headings.filter((heading) => !marked.has(heading))).toEqual([]);

  // Every link arrives; the number after one within the book is that of the sheet where its target begins.
  const sheetOf = async ([ref]: unknown[]) =>
    1 + (await pdf.getPageIndex(ref as Parameters<typeof pdf.getPageIndex>[0]));
  const places = (await pdf.getDestinations()) as { [id: string]: unknown[] };
  let inside = 0;
  // Thousands of links and lines: what is wrong is gathered, for an expectation of each would take a minute.
  const dead: string[] = [];
  for (let at = 1; at <= sheets.length; at += 1) {
    for (const { dest, url = '' } of (await (await pdf.getPage(at)).getAnnotations()) as Link[]) {
      if (dest ? !(dest in places) : !/^https?:/.test(url)) dead.push(`sheet ${at}: ${dest ?? url}`);
      if (dest) inside += 1;
    }
  }
  expect(dead).toEqual([]);
  expect(inside).toBeGreaterThan(1_000);
  const text = sheets.map((ink) => textOf(body(ink))).join('');
  let numbers = 0;
  const unnumbered: string[] = [];
  for (const link of file.querySelectorAll(
    '.book-index a[href^="#"], .answer p > a[href^="#q"]:not(.proof, .source)',
  )) {
    const place = places[link.getAttribute('href')!.slice(1)];
    if (!place) continue;
    numbers += 1;
    const number = await sheetOf(place);
    const shown = bare(link.text) + (link.closest('.book-index') ? `,${number}` : `(p.${number})`);
    if (!text.includes(shown)) unnumbered.push(shown);
  }
  expect(unnumbered).toEqual([]);
  expect(numbers).toBeGreaterThan(100);
  // The list of contents, read as people do.
  const contents = sheets.slice(1, 4).flatMap((ink, at) => ink.map((one) => ({ ...one, up: one.up - at * 1_000 })));
  for (const answer of file.querySelectorAll('.chapter .answer')) {
    const row = contents.find(({ text, left }) => text === answer.id.slice(1) && left < sheet.side + 5)!;
    const [at] = contents
      .filter(({ text, left }) => left > 400 && /^\d+$/.test(text))
      .sort((a, b) => Math.abs(a.up - row.up) - Math.abs(b.up - row.up));
    // At the edge, below those of the chapters.
    expect(at!.right, answer.id).toBeCloseTo(sheet.width - sheet.side, -0.5);
    const head = textOf(sheets[Number(at!.text) - 1]!.filter(({ up }) => up >= sheet.top));
    expect(head, answer.id).toMatch(new RegExp(`${answer.id.slice(1)}\\.`));
  }

  // Sheets: the number at the foot, the chapter and the answer at the head, all else within the margins.
  const alone = [
    ...file
      .querySelectorAll('main :is(h1, h2, h3, h4, h5, summary:not(:last-child), .program figcaption)')
      .map((node) => bare(node.text)),
  ];
  const faults: string[] = [];
  for (const [at, ink] of sheets.entries()) {
    const foot = textOf(ink.filter(({ up }) => up < sheet.foot - 3));
    if (foot !== (at === 0 ? '' : String(at + 1))) faults.push(`sheet ${at + 1} is numbered "${foot}"`);
    for (const { text, left, right } of ink) {
      if (left < sheet.side - 0.5 || right > sheet.width - sheet.side + 1) faults.push(`sheet ${at + 1}, cut: ${text}`);
    }
    const last = body(ink).length ? lastLine(body(ink)) : '';
    if (alone.includes(last)) faults.push(`sheet ${at + 1}, alone at the foot: ${last}`);
    if (body(ink).length === 0) faults.push(`sheet ${at + 1} is empty`);
  }
  expect(faults).toEqual([]);

  // Code, line for line.
  const lines = file
    .querySelectorAll('.code:not(:has(+ .whole)), .message code')
    .flatMap(({ text }) => text.split('\n'));
  expect(lines.filter((line) => !text.includes(bare(line)))).toEqual([]);
});
