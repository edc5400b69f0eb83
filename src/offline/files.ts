import type { Listing } from './copy.ts';

/** Pages that are there to take away or to embed, that only lead to another, or that stand for no address. */
const otherPages = /^(404\.html$|book\.html$|book\/|q\/)|\/card\/index\.html$/;
/** Data that no page fetches, or only to make a file to take away: for machines, of programs, of decks. */
const otherData = /^(answers(\.schema)?\.json$|programs\/|deck\/)/;

/**
 * The address below the base under which a file of the build is kept for offline: pages, what they load, the search. Undefined for
 * downloads, pictures of links, and the packs of Python, which "Run" keeps by itself.
 */
export function keptAddress(file: string): string | undefined {
  const path = file.replaceAll('\\', '/');
  if (path.endsWith('.html')) return otherPages.test(path) ? undefined : path.replace(/(^|\/)index\.html$/, '$1');
  if (path === 'favicon.svg' || path === 'manifest.webmanifest') return path;
  if (path.endsWith('.json')) return otherData.test(path) ? undefined : path;
  if (/^_astro\/.*\.(js|css)$/.test(path) || /^pagefind\/.*(?<!\.br|\.gz)$/.test(path)) return path;
  return undefined;
}

/** A file to keep: its address, the digest of its content, and its bytes as they are sent and as they lie on the device. */
export interface Entry {
  address: string;
  digest: string;
  sent: number;
  size: number;
}

/** The listing of a build, from its files in any order; `digest` makes its version of a text. */
export function listingOf(entries: Entry[], moved: Listing['moved'], digest: (text: string) => string): Listing {
  const sorted = entries.toSorted((a, b) => (a.address < b.address ? -1 : 1));
  const sum = (key: 'sent' | 'size') => entries.reduce((total, entry) => total + entry[key], 0);
  const files = sorted.map(({ address, digest, sent }): Listing['files'][number] => [address, digest, sent]);
  return { version: digest(JSON.stringify([files, moved])), bytes: sum('sent'), size: sum('size'), files, moved };
}
