import { readdirSync, readFileSync } from 'node:fs';
import { type HTMLElement, parse } from 'node-html-parser';

/** A built page: its path below the base (`/section/question/`), its HTML and its tree. */
export interface Page {
  path: string;
  html: string;
  root: HTMLElement;
  ids: Set<string>;
}

/** All HTML pages of a build, by path. */
export function readPages(dist: string): Map<string, Page> {
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'));
  return new Map(
    files.map((file) => {
      const path = `/${file.replace(/(^|\/)index\.html$/, '$1')}`;
      const html = readFileSync(`${dist}/${file}`, 'utf8');
      const root = parse(html, { comment: true });
      return [path, { path, html, root, ids: new Set(root.querySelectorAll('[id]').map((node) => node.id)) }];
    }),
  );
}

/** The path a forwarding page leads to, without `base`; undefined for other pages. */
export function forwardOf(page: Page, base = '/'): string | undefined {
  const refresh = page.root.querySelector('meta[http-equiv=refresh]')?.getAttribute('content');
  return refresh && `/${refresh.replace(/^0; url=/, '').slice(base.length)}`;
}

/** Whether a page is shown at an address that it had before: it names another as its own, and does not lead on by itself. A card names its answer. */
export function isMoved(page: Page): boolean {
  const canonical = page.root.querySelector('link[rel=canonical]')?.getAttribute('href') ?? '';
  const own = page.path.replace(/\/card\/$/, '/');
  return !forwardOf(page) && !/404\.html$/.test(page.path) && new URL(canonical).pathname !== own;
}

/** The answer pages of a build: two folders deep, and at their own address. */
export const answersIn = (pages: Map<string, Page>): Page[] =>
  [...pages.values()].filter((page) => /^\/(?!(?:q|practice)\/)[^/]+\/[^/]+\/$/.test(page.path) && !isMoved(page));

/** The pages of the build in `dist`, read once for all tests of a worker. */
export const pages = readPages('dist');

/** The answer pages of the build in `dist`. */
export const answerPages = answersIn(pages);
