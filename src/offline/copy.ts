/** What a build offers to be kept for offline: `/offline.json`, which the page and the worker read. */
export interface Listing {
  /** Changes with any of the files. */
  version: string;
  /** Bytes to download, compressed, and bytes on the device. */
  bytes: number;
  size: number;
  /** Address below the base, digest of its content, bytes to download. */
  files: [address: string, digest: string, bytes: number][];
  /** Old path → the one it has now, both with the base. */
  moved: { [from: string]: string };
}

/** The listing's own address below the base; in a kept copy it stands for "all is there". */
export const listingAddress = 'offline.json';

/** Copies of all sites of an origin lie side by side: those of the site at `base` are named so. */
const shelves = (base: string): string => `fastapi-answers:offline:${base}:`;
/** The name under which the copy of a version is kept. */
export const shelfOf = (base: string, version: string): string => shelves(base) + version;

/** Digest of a file's content, as in the listing: the first 64 bits of SHA-256, in hexadecimal. */
export async function digestOf(content: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', content), 0, 8);
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A server that gives other bytes than the build made: one version is replacing another, or something stands between. */
export class Unlike extends Error {}

/** The listing of the newest build; undefined where it offers none. Fails without a network. */
export async function fetchListing(base: string, signal?: AbortSignal): Promise<Listing | undefined> {
  const response = await fetch(base + listingAddress, { cache: 'no-cache', signal: signal ?? null });
  if (response.status === 404 || response.status === 410) return undefined;
  if (!response.ok) throw new Error(`${listingAddress} was answered with ${response.status}`);
  return response.json();
}

/** The listing of the copy in a shelf; undefined where the copy is not whole. */
export async function readListing(base: string, shelf: string): Promise<Listing | undefined> {
  const mark = await caches.match(base + listingAddress, { cacheName: shelf });
  return mark?.json();
}

/** The names of the shelves of the site at `base`. */
const shelvesOf = async (base: string): Promise<string[]> =>
  (await caches.keys()).filter((name) => name.startsWith(shelves(base)));

/** The listing of the copy that is kept, that of `version` before others; undefined where there is no whole one. */
export async function keptListing(base: string, version = ''): Promise<Listing | undefined> {
  const found = await Promise.all((await shelvesOf(base)).map((shelf) => readListing(base, shelf)));
  return found.find((one) => one?.version === version) ?? found.find(Boolean);
}

/** Removes all copies of the site at `base` but the one in shelf `except`. */
export async function removeCopies(base: string, except?: string): Promise<void> {
  for (const shelf of await shelvesOf(base)) if (shelf !== except) await caches.delete(shelf);
}

/** Drops what came of a version while it was not whole. */
export async function dropUnfinished(base: string, version: string): Promise<void> {
  const shelf = shelfOf(base, version);
  if (!(await readListing(base, shelf))) await caches.delete(shelf);
}

/** How many files are fetched at a time. */
const lanes = 6;

/**
 * Keeps all files of `listing`: those that are there from an earlier try, or the same in an older copy, are not fetched again. `tell`
 * hears of the bytes that need no more fetching. Fails with `Unlike`, with the network's or the storage's own error, or when aborted;
 * what has come until then stays for the next try.
 */
export async function keepCopy(
  listing: Listing,
  base: string,
  tell: (bytes: number) => void = () => {},
  signal?: AbortSignal,
): Promise<void> {
  const name = shelfOf(base, listing.version);
  if (await readListing(base, name)) return tell(listing.bytes);
  const older = new Map<string, string>();
  for (const shelf of await shelvesOf(base)) {
    for (const [address, digest] of (await readListing(base, shelf))?.files ?? []) older.set(address + digest, shelf);
  }
  const shelf = await caches.open(name);
  const here = new Set((await shelf.keys()).map(({ url }) => url));
  const obtain = async (address: string, digest: string) => {
    const known = older.get(address + digest);
    const old = known && (await caches.match(base + address, { cacheName: known }));
    return old || fetchWhole(base + address, digest, signal);
  };
  let done = 0;
  const queue = [...listing.files];
  const lane = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [address, digest, bytes] = next;
      signal?.throwIfAborted();
      const url = new URL(base + address, location.href).href;
      if (!here.has(url)) await shelf.put(url, await obtain(address, digest));
      done += bytes;
      tell(done);
    }
  };
  try {
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    // Where one lane fails, the others end with what they have in hand.
    queue.length = 0;
  }
  signal?.throwIfAborted();
  await shelf.put(base + listingAddress, Response.json(listing));
}

/** A file as the build made it, as a response that can be kept. */
async function fetchWhole(url: string, digest: string, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(url, { cache: 'no-cache', signal: signal ?? null });
  const content = await response.arrayBuffer();
  if (!response.ok || (await digestOf(content)) !== digest) throw new Unlike(`${url} is not what the build made`);
  const headers = new Headers(response.headers);
  // They speak of what came over the wire, and `Vary: *`, which some hosts say of all, is refused by caches.
  for (const header of ['content-encoding', 'content-length', 'vary']) headers.delete(header);
  // A new response also drops that it came by a redirect, which no browser accepts for a page.
  return new Response(content, { headers });
}
