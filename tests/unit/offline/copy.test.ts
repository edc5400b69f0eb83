import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  digestOf,
  dropUnfinished,
  fetchListing,
  keepCopy,
  keptListing,
  type Listing,
  readListing,
  removeCopies,
  shelfOf,
  Unlike,
} from '../../../src/offline/copy.ts';

const origin = 'https://a.org';
const absolute = (url: string) => new URL(url, origin).href;

/** As much of a browser's caches as is used: shelves of responses by absolute address. */
class Shelves extends Map<string, Map<string, Response>> {
  /** The puts from this one on fail. */
  room = Number.POSITIVE_INFINITY;
  async open(name: string) {
    const shelf = this.get(name) ?? new Map<string, Response>();
    this.set(name, shelf);
    return {
      put: async (url: string, response: Response) => {
        if (this.room-- <= 0) throw new DOMException('full', 'QuotaExceededError');
        shelf.set(absolute(url), response);
      },
      keys: async () => [...shelf.keys()].map((url) => ({ url })),
    };
  }
  async match(url: string, { cacheName }: { cacheName: string }) {
    return this.get(cacheName)?.get(absolute(url))?.clone();
  }
  override keys = (() => Promise.resolve([...super.keys()])) as never;
}

const sha = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
const listing = (version: string, texts: { [address: string]: string }): Listing => ({
  version,
  bytes: 5 * Object.keys(texts).length,
  size: 0,
  files: Object.entries(texts).map(([address, text]) => [address, sha(text), 5]),
  moved: {},
});

let server: { [address: string]: string };
let asked: string[];
let shelves: Shelves;
beforeEach(() => {
  server = { '': 'home', 'a/': 'one', 'b/': 'two' };
  asked = [];
  shelves = new Shelves();
  vi.stubGlobal('location', { href: `${origin}/x/offline/` });
  vi.stubGlobal('caches', shelves);
  vi.stubGlobal('fetch', async (url: string, { signal }: RequestInit) => {
    signal?.throwIfAborted();
    const address = absolute(url).slice(`${origin}/x/`.length);
    asked.push(address);
    const text = server[address];
    return new Response(text ?? 'none', {
      status: text === undefined ? 404 : 200,
      headers: { 'content-type': 'text/html', 'content-encoding': 'br', 'content-length': '3', a: 'b' },
    });
  });
});
afterEach(() => vi.unstubAllGlobals());
const first = () => listing('1', server);

test('a digest is the first half of SHA-256, as the build writes it', async () => {
  expect(await digestOf(new TextEncoder().encode('home').buffer as ArrayBuffer)).toBe(sha('home'));
});

test('a copy is kept whole, under its version, with the headers that belong to it', async () => {
  const told: number[] = [];
  await keepCopy(first(), '/x/', (bytes) => told.push(bytes));
  expect(told).toEqual([5, 10, 15]);
  const shelf = shelves.get('fastapi-answers:offline:/x/:1')!;
  expect([...shelf.keys()].sort()).toEqual(['', 'a/', 'b/', 'offline.json'].map((one) => `${origin}/x/${one}`));
  const page = shelf.get(`${origin}/x/a/`)!;
  expect(await page.text()).toBe('one');
  expect(Object.fromEntries(page.headers)).toEqual({ 'content-type': 'text/html', a: 'b' });
  expect(await keptListing('/x/')).toEqual(first());
});

test('what is there is not fetched again: a whole copy, a part of one, the same files of an older one', async () => {
  await keepCopy(first(), '/x/');
  asked = [];
  const told: number[] = [];
  await keepCopy(first(), '/x/', (bytes) => told.push(bytes));
  expect([asked, told]).toEqual([[], [15]]);

  server['b/'] = 'changed';
  await keepCopy(listing('2', server), '/x/');
  expect(asked).toEqual(['b/']);
  expect(await (await shelves.match('/x/b/', { cacheName: shelfOf('/x/', '2') }))!.text()).toBe('changed');

  shelves.clear();
  shelves.room = 2;
  await expect(keepCopy(listing('2', server), '/x/')).rejects.toThrow('full');
  shelves.room = Number.POSITIVE_INFINITY;
  asked = [];
  await keepCopy(listing('2', server), '/x/');
  expect(asked.length).toBe(1);
});

test('a file that is not what the build made fails, and the copy is not one', async () => {
  const promised = first();
  server['b/'] = 'of a newer build';
  await expect(keepCopy(promised, '/x/')).rejects.toThrow(Unlike);
  delete server['b/'];
  await expect(keepCopy(promised, '/x/')).rejects.toThrow('/x/b/ is not what the build made');
  expect(await keptListing('/x/')).toBeUndefined();
  expect(await readListing('/x/', shelfOf('/x/', '1'))).toBeUndefined();
});

test('a full device and a reader who cancels end it, without a whole copy; unfinished ones can be dropped', async () => {
  shelves.room = 3;
  await expect(keepCopy(first(), '/x/')).rejects.toThrow('full');
  expect(await keptListing('/x/')).toBeUndefined();
  shelves.room = Number.POSITIVE_INFINITY;
  const run = new AbortController();
  const cancelled = keepCopy(first(), '/x/', () => run.abort(), run.signal);
  await expect(cancelled).rejects.toThrow('aborted');
  expect(await keptListing('/x/')).toBeUndefined();
  await dropUnfinished('/x/', '1');
  expect(await caches.keys()).toEqual([]);
  await keepCopy(first(), '/x/');
  await dropUnfinished('/x/', '1');
  expect(await keptListing('/x/')).toEqual(first());
});

describe('of several copies', () => {
  beforeEach(async () => {
    await keepCopy(first(), '/x/');
    await keepCopy(listing('2', server), '/x/');
    await caches.open(shelfOf('/', '1'));
    await caches.open('fastapi-answers:python');
  });
  const others = [shelfOf('/', '1'), 'fastapi-answers:python'];
  test('the one asked for is told of before others', async () => {
    expect((await keptListing('/x/', '2'))?.version).toBe('2');
    expect((await keptListing('/x/', '1'))?.version).toBe('1');
    expect((await keptListing('/x/', '3'))?.version).toBe('1');
  });
  test('all but one are removed, of this site alone', async () => {
    await removeCopies('/x/', shelfOf('/x/', '2'));
    expect(await caches.keys()).toEqual([shelfOf('/x/', '2'), ...others]);
    await removeCopies('/x/');
    expect(await caches.keys()).toEqual(others);
  });
});

test('a build without a copy to keep says so, a failing server is a failure', async () => {
  expect(await fetchListing('/x/')).toBeUndefined();
  server['offline.json'] = '{"version":"9"}';
  expect(await fetchListing('/x/')).toEqual({ version: '9' });
  vi.stubGlobal('fetch', async () => new Response('', { status: 410 }));
  expect(await fetchListing('/x/')).toBeUndefined();
  vi.stubGlobal('fetch', async () => new Response('', { status: 503 }));
  await expect(fetchListing('/x/')).rejects.toThrow('offline.json was answered with 503');
});
