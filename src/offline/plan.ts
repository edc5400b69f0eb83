import type { Listing } from './copy.ts';

/**
 * How a request is answered. `pass`: by the network alone. `cached`: from the copy first, the name changes with the content. `page`: from
 * the network, from the copy after a while or without one. `file`: the same, and at once from the copy while the network is slow.
 * `moved`: from the network, without one by the address it has now. `absent`: a page that is not kept: without a network by one that says so.
 */
export type Plan =
  { by: 'pass' | 'absent' } | { by: 'cached' | 'page' | 'file'; address: string } | { by: 'moved'; to: string };

/** What of a request matters. */
export interface Asked {
  method: string;
  url: string;
  mode: string;
}

/** Whether a request is any of the worker's business: something to read below `scope`, the absolute address of the site. */
export const isOurs = ({ method, url }: Asked, scope: string): boolean => method === 'GET' && url.startsWith(scope);

/** Names that change with their content. */
const hashed = /^(_astro|pagefind\/(fragment|index))\//;

/** How a request below `scope` is answered with the copy that `listing` describes; without one it is the network's. */
export function planFor({ url, mode }: Asked, scope: string, listing: Listing | undefined): Plan {
  if (!listing) return { by: 'pass' };
  // Whatever is asked for with `?` is the same file: a query is for scripts, a version for caches.
  const { pathname } = new URL(url);
  const address = pathname.slice(new URL(scope).pathname.length);
  const kept = listing.files.some(([one]) => one === address);
  if (kept && hashed.test(address)) return { by: 'cached', address };
  if (kept) return { by: /(^|\/|\.html)$/.test(address) ? 'page' : 'file', address };
  if (mode !== 'navigate') return { by: 'pass' };
  const to = listing.moved[pathname] ?? inFull(pathname, scope, listing);
  return to ? { by: 'moved', to } : { by: 'absent' };
}

/** Where the page is that people name without its last slash or with `index.html`, which servers mend; undefined where it is not kept. */
function inFull(path: string, scope: string, { files, moved }: Listing): string | undefined {
  const page = path.replace(/\/(index\.html)?$|$/, '/');
  const address = page.slice(new URL(scope).pathname.length);
  return moved[page] ?? (files.some(([one]) => one === address) ? page : undefined);
}

/**
 * Whether what the network gave is better than what is kept. A page that is gone is, and a redirect, which a worker sees as status 0; not
 * that of a server that fails or refuses. A file is only what it should be: none of them is HTML, and pages that are open need it.
 */
export function isBetter({ status, headers }: Pick<Response, 'status' | 'headers'>, by: Plan['by']): boolean {
  const isGiven = status >= 200 && status < 400;
  if (by === 'file') return isGiven && !/^text\/html/i.test(headers.get('content-type') ?? '');
  return isGiven || [0, 404, 410].includes(status);
}
