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

/** The pages of the build in `dist`, read once for all tests of a worker. */
export const pages = readPages('dist');

/** Answer pages: two folders deep, and no forward. */
export const answerPages = [...pages.values()].filter(({ path }) => /^\/(?!q\/)[^/]+\/[^/]+\/$/.test(path));
