import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Asset } from '../../../src/run/protocol.ts';
import { bytesOf, fetchAssets, isKept } from '../../../src/run/store.ts';

const base = '/site/';
/** A file as a server has it, and what is said of it. */
function makeFile(name: string, text: string): { asset: Asset; packed: Uint8Array; text: string } {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  const packed = gzipSync(text);
  return { asset: { name, path: `run/files/${name}.${hash}`, bytes: { gzip: packed.length } }, packed, text };
}
const [one, two] = [makeFile('base', 'self.one'), makeFile('sql', 'PK two')];
const addressOf = ({ asset }: { asset: Asset }) => `https://a.example${base}${asset.path}.gzip`;

/** What the device keeps, by address, and how the network answers each request. */
let kept: Map<string, Uint8Array>;
let asked: { url: string; cache: unknown }[];
let answer: (url: string, count: number) => Response;
const absolute = (url: string | Request) => new URL(typeof url === 'string' ? url : url.url, 'https://a.example').href;
const whole = (url: string) => {
  const file = [one, two].find((each) => addressOf(each) === url);
  return file ? new Response(new Uint8Array(file.packed)) : new Response('', { status: 404 });
};

beforeEach(() => {
  kept = new Map();
  asked = [];
  answer = whole;
  const cache = {
    match: async (url: string) => {
      const bytes = kept.get(absolute(url));
      return bytes && new Response(new Uint8Array(bytes));
    },
    put: async (url: string, response: Response) =>
      void kept.set(absolute(url), new Uint8Array(await response.arrayBuffer())),
    delete: async (url: string) => kept.delete(absolute(url)),
    keys: async () => [...kept.keys()].map((url) => ({ url })),
  };
  vi.stubGlobal('location', new URL('https://a.example/site/try/'));
  vi.stubGlobal('caches', { open: async () => cache });
  vi.stubGlobal('fetch', async (url: string, { method = 'GET', cache: mode, signal }: RequestInit = {}) => {
    if (method !== 'GET') return new Response('', { status: 404 });
    signal?.throwIfAborted();
    asked.push({ url: absolute(url), cache: mode });
    return answer(absolute(url), asked.length);
  });
});
afterEach(() => void vi.unstubAllGlobals());

const take = async (...files: (typeof one)[]) => {
  const told: [number, number][] = [];
  const assets = files.map(({ asset }) => asset);
  const fetched = await fetchAssets(base, assets, (...now) => told.push(now), new AbortController().signal);
  return { texts: fetched.map((bytes) => new TextDecoder().decode(bytes)), told };
};

test('what is fetched is inflated and kept, and its bytes are told; the next time nothing is asked', async () => {
  const assets = [one.asset, two.asset];
  expect(await isKept(base, assets)).toBe(false);
  const { texts, told } = await take(one, two);
  expect(texts).toEqual([one.text, two.text]);
  expect(told.at(-1)).toEqual([bytesOf(assets), bytesOf(assets)]);
  expect(bytesOf(assets)).toBe(one.packed.length + two.packed.length);
  expect(await isKept(base, assets)).toBe(true);
  expect((await take(one, two)).texts).toEqual([one.text, two.text]);
  expect(asked).toHaveLength(2);
});

test('what a host has inflated on the way is taken as it is', async () => {
  answer = () => new Response(one.text);
  expect((await take(one)).texts).toEqual([one.text]);
});

test.each([
  ['cut', (packed: Uint8Array) => packed.slice(0, -9)],
  ['no compressed bytes', () => new Uint8Array([1, 2, 3])],
  ['another file', () => new Uint8Array(two.packed)],
])('what is kept and is %s is fetched anew, past what the browser keeps', async (_, damage) => {
  kept.set(addressOf(one), damage(new Uint8Array(one.packed)));
  expect((await take(one)).texts).toEqual([one.text]);
  expect(asked).toEqual([{ url: addressOf(one), cache: 'reload' }]);
  expect(kept.get(addressOf(one))).toEqual(new Uint8Array(one.packed));
});

test('what arrives damaged is asked for once more, and is an error the second time; nothing of it is kept', async () => {
  const damaged = () => new Response(new Uint8Array(one.packed.slice(0, 8)));
  answer = (url, count) => (count === 1 ? damaged() : whole(url));
  expect((await take(one)).texts).toEqual([one.text]);
  expect(asked.map(({ cache }) => cache)).toEqual(['default', 'reload']);
  kept.clear();
  answer = damaged;
  await expect(take(one)).rejects.toThrow(`${base}${one.asset.path}.gzip arrives damaged`);
  expect(kept.size).toBe(0);
});

test('a file that is gone is of an earlier build, any other answer is told', async () => {
  answer = () => new Response('', { status: 404 });
  await expect(take(one)).rejects.toThrow('this page is of an earlier build than the site; load the page again');
  answer = () => new Response('', { status: 503 });
  await expect(take(one)).rejects.toThrow(/base\.[0-9a-f]{8}\.gzip was answered with 503$/);
});

test('what an earlier build has left is forgotten, and nothing of another site', async () => {
  const older = `https://a.example${base}run/files/base.00000000.gzip`;
  const foreign = 'https://a.example/other/run/files/base.00000000.gzip';
  const another = `https://a.example${base}run/files/zones.00000000.gzip`;
  for (const url of [older, foreign, another]) kept.set(url, new Uint8Array());
  await take(one);
  expect([...kept.keys()].sort()).toEqual([foreign, another, addressOf(one)].sort());
});

test('a browser that keeps nothing fetches all the same', async () => {
  vi.stubGlobal('caches', { open: () => Promise.reject(new Error('refused')) });
  expect((await take(one)).texts).toEqual([one.text]);
  expect(await isKept(base, [one.asset])).toBe(false);
});
