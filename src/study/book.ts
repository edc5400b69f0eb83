import { type HTMLElement, parse } from 'node-html-parser';
import { absolute, belowBase, href } from '../lib/addresses.ts';
import type { Section } from '../lib/collections.ts';
import { plainText } from '../lib/text.ts';

/** The id in the book of a term of the index, whose id on `/topics/` is `id`. */
export const termId = (id: string): string => `term-${id}`;

/** A text as a string of CSS that may stand in a style element. */
const cssString = (text: string): string =>
  `"${text.replace(/["\\<\n]/g, (sign) => `\\${sign.codePointAt(0)!.toString(16)} `)}"`;

/** The rules for the heads of printed sheets: the chapter on the left, on the right the answer, each of which begins a sheet. */
export const runningHeads = (sections: Section[]): string =>
  [
    '@media print{',
    ...sections.flatMap(({ id, title, answers }) => [
      `#${id}{break-before:page}`,
      ...answers.map(({ number, data }) => {
        const name = `${number}. ${plainText(data.title)}`;
        return `@page q${number}{@top-left{content:${cssString(title)}}@top-right{content:${cssString(name)}}}#q${number}{page:q${number}}`;
      }),
    ]),
    '}',
  ].join('');

/** The tree of a page, with what is in `pre` as elements. */
export const parsePage = (html: string): HTMLElement =>
  parse(html, { comment: true, blockTextElements: { script: true, style: true } });

/** Where in the book a path of the site stands, by path, from the book's own ids: `/dependencies/asgi/` → `q4`. */
function placesIn(book: HTMLElement): Map<string, string> {
  const places = new Map<string, string>();
  for (const heading of book.querySelectorAll('.book-chapter h2')) places.set(href(`${heading.id}/`), heading.id);
  for (const answer of book.querySelectorAll('.book .answer')) {
    const own = answer.querySelector('.answer-head h3 > a')?.getAttribute('href');
    if (own) places.set(own, answer.id).set(href(`q/${answer.id.slice(1)}/`), answer.id);
  }
  places.set(href('topics/'), 'book-index');
  return places;
}

/** Has the links of the book's page lead to places in the book wherever it holds them; the heading of an answer leads to its page. */
export function linkWithin(book: HTMLElement): void {
  const places = placesIn(book);
  const ids = new Set(book.querySelectorAll('[id]').map(({ id }) => id));
  for (const link of book.querySelectorAll('.book a[href]')) {
    if (link.parentNode?.matches('.answer-head h3')) continue;
    const [path = '', fragment = ''] = link.getAttribute('href')!.split('#');
    const place = places.get(path);
    if (!place) continue;
    const id = place === 'book-index' && fragment ? termId(fragment) : fragment || place;
    if (ids.has(id)) link.setAttribute('href', `#${id}`);
  }
}

/** Has all links into the site lead there from anywhere. */
export function linkOut(root: HTMLElement): void {
  for (const link of root.querySelectorAll('a[href^="/"]')) {
    link.setAttribute('href', absolute(belowBase(link.getAttribute('href')!).slice(1)));
  }
}

/** What a page has for a server or for its scripts, and a file of its own has no use for. */
const apart =
  'script, link, meta[property], meta[name^="twitter"], .skip, .site-header, .site-footer, .status, .screen-only, copy-code, copy-link';

/** A page as one file that needs no other, no script and no network; its links into the site lead there. `path` is where it is published. */
export function singleFile(page: HTMLElement, path: string): HTMLElement {
  const file = parsePage(page.toString());
  for (const one of file.querySelectorAll(apart)) one.remove();
  file.querySelector('head')!.insertAdjacentHTML('beforeend', `<link rel="canonical" href="${absolute(path)}">`);
  linkOut(file);
  return file;
}
