import { existsSync, readFileSync } from 'node:fs';
import { forwardOf, isMoved, type Page } from './pages.ts';

/** Whether a page stands wherever an answer, a chapter or the book has its page. */
export const follows = (path: string): boolean =>
  /\/card\/$|^\/practice\/(mistakes|predict)\/.|^\/book\.html$/.test(path);

/** The lock file: every address ever published, a line each; lines are only added. */
export const lockFile = 'content/permalinks.txt';

/**
 * The addresses that a build publishes: pages where they belong, and the fragments of answers, their parts, the sections, the terms. The
 * book has every fragment of the answers' pages, which a test of its own holds it to: they are not locked a third time. Nor are
 * cards and exercises, which stand at each address that their answer or their chapter has or had.
 */
export function published(pages: Map<string, Page>): string[] {
  return [...pages.values()]
    .filter((page) => page.path !== '/404.html' && !follows(page.path) && !isMoved(page))
    .flatMap(({ path, ids }) => [
      path,
      ...[...ids]
        .filter((id) => (/^q\d/.test(id) && path !== '/book/') || path === '/' || path === '/topics/')
        .filter((id) => !['content', 'status'].includes(id))
        .map((id) => `${path}#${id}`),
    ])
    .sort();
}

/** The addresses of the lock file. */
export const locked = (): string[] => (existsSync(lockFile) ? readFileSync(lockFile, 'utf8').trim().split('\n') : []);

/** Path and fragment of an address. */
export const split = (address: string) => address.split('#') as [path: string, fragment?: string];

/** Locked addresses that a build no longer serves. A short link serves the fragments of its answer. */
export function lost(lock: string[], pages: Map<string, Page>): string[] {
  const serves = (path: string, fragment?: string): boolean => {
    const page = pages.get(path);
    const forward = page && forwardOf(page);
    if (forward) return serves(forward, fragment);
    return page !== undefined && (fragment === undefined || page.ids.has(fragment));
  };
  return lock.filter((address) => !serves(...split(address)));
}
