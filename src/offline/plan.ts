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
  const to = listing.moved[pathname];
  return to ? { by: 'moved', to } : { by: 'absent' };
}

/** Whether what the network gave is better than what is kept: pages that are gone are, a server that fails is not. */
export const isBetter = (response: { status: number }): boolean => response.status < 500;
