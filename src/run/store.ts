import type { Asset } from './protocol.ts';

const shelf = 'fastapi-answers:python';
type Form = keyof Asset['bytes'];

/** The files that were fetched once, for the next time and without a network; undefined where the browser refuses to keep any. */
async function openCache(): Promise<Cache | undefined> {
  try {
    return await caches.open(shelf);
  } catch {
    return undefined;
  }
}

const formOf = ({ bytes }: Asset, form: Form): Form => (bytes[form] === undefined ? 'gzip' : form);
const urlOf = (base: string, asset: Asset, form: Form) => `${base}${asset.path}.${formOf(asset, form)}`;

/** Bytes of the assets, in the form that every browser inflates. */
export const bytesOf = (assets: readonly Asset[]): number => assets.reduce((sum, { bytes }) => sum + bytes.gzip, 0);

const inflates = (format: string) => {
  try {
    return new DecompressionStream(format as CompressionFormat) instanceof DecompressionStream;
  } catch {
    return false;
  }
};

/** Whether inflated bytes are the ones that the asset is named by. */
async function isWhole({ path }: Asset, bytes: ArrayBuffer): Promise<boolean> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hash = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return path.endsWith(`.${hash.slice(0, 8)}`);
}

/** The heads of what is packed, as it is inflated: a script of ours, WebAssembly, a zip. */
const heads = ['self', '\0asm', 'PK\x03\x04'];
/** Whether bytes are inflated already, as where a host has named their compression to the browser. */
const isInflated = (bytes: Uint8Array) => heads.includes(String.fromCharCode(...bytes.subarray(0, 4)));

/** The inflated bytes; undefined where they are not those of the asset. */
async function inflate(asset: Asset, bytes: Uint8Array<ArrayBuffer>, form: Form): Promise<ArrayBuffer | undefined> {
  try {
    const inflated = isInflated(bytes)
      ? bytes.buffer
      : await new Response(
          new Blob([bytes]).stream().pipeThrough(new DecompressionStream(form as CompressionFormat)),
        ).arrayBuffer();
    return (await isWhole(asset, inflated)) ? inflated : undefined;
  } catch {
    return undefined;
  }
}

/** The form to fetch: the smaller one where the browser inflates it, by itself or because the host names it. */
async function chooseForm(
  base: string,
  [first]: readonly Asset[],
  cache: Cache | undefined,
  signal?: AbortSignal,
): Promise<Form> {
  if (!first) return 'gzip';
  for (const form of ['brotli', 'gzip'] as const) if (await cache?.match(urlOf(base, first, form))) return form;
  if (inflates('brotli')) return 'brotli';
  const ask = { method: 'HEAD', ...(signal && { signal }) };
  const head = await fetch(urlOf(base, first, 'brotli'), ask).catch(() => undefined);
  return head?.ok && head.headers.get('content-encoding') === 'br' ? 'brotli' : 'gzip';
}

/** Whether all of `assets` are kept on the device. */
export async function isKept(base: string, assets: readonly Asset[]): Promise<boolean> {
  const cache = await openCache();
  if (!cache) return false;
  const form = await chooseForm(base, assets, cache);
  const found = await Promise.all(assets.map((asset) => cache.match(urlOf(base, asset, form))));
  return found.every((one) => one !== undefined);
}

/** The bytes of a response, telling how many come. */
async function readAll(response: Response, come: (bytes: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(part, queue) {
      come(part.length);
      queue.enqueue(part);
    },
  });
  return new Uint8Array(await new Response(response.body?.pipeThrough(counted)).arrayBuffer());
}

/** Fetches `assets` below `base`, or takes them from where they are kept, and gives their inflated bytes. `tell` hears of bytes and of all. */
export async function fetchAssets(
  base: string,
  assets: readonly Asset[],
  tell: (loaded: number, total: number) => void,
  signal: AbortSignal,
): Promise<ArrayBuffer[]> {
  const cache = await openCache();
  const form = await chooseForm(base, assets, cache, signal);
  const sizes = assets.map((asset) => asset.bytes[formOf(asset, form)] ?? 0);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const loaded = sizes.map(() => 0);
  const urls = assets.map((asset) => urlOf(base, asset, form));
  const fetched = await Promise.all(
    assets.map(async (asset, at) => {
      const url = urls[at]!;
      const take = async (response: Response) => {
        if (response.status === 404)
          throw new Error('this page is of an earlier build than the site; load the page again');
        if (!response.ok) throw new Error(`${url} was answered with ${response.status}`);
        loaded[at] = 0;
        const bytes = await readAll(response, (more) => {
          // A host that names the compression makes more bytes of them on the way.
          loaded[at] = Math.min(sizes[at]!, loaded[at]! + more);
          tell(
            loaded.reduce((sum, one) => sum + one, 0),
            total,
          );
        });
        return { bytes, inflated: await inflate(asset, bytes, formOf(asset, form)) };
      };
      const kept = await cache?.match(url);
      const known = kept && (await take(kept));
      if (known?.inflated) return known.inflated;
      // What is kept, here or by the browser, may have been damaged.
      for (const reload of known ? ([true] as const) : [false, true]) {
        const { bytes, inflated } = await take(await fetch(url, { signal, cache: reload ? 'reload' : 'default' }));
        if (!inflated) continue;
        await cache?.put(url, new Response(bytes)).catch(() => undefined);
        return inflated;
      }
      throw new Error(`${url} arrives damaged`);
    }),
  );
  await forgetOthers(base, cache, urls);
  return fetched;
}

/** Drops what an earlier build has left: other names of the same files. */
async function forgetOthers(base: string, cache: Cache | undefined, urls: readonly string[]): Promise<void> {
  const stem = (url: string) => new URL(url, location.href).pathname.replace(/\.[0-9a-f]{8}\.\w+$/, '');
  const now = new Map(urls.map((url) => [stem(url), new URL(url, location.href).href]));
  for (const { url } of (await cache?.keys().catch(() => [])) ?? []) {
    const current = now.get(stem(url));
    if (current && current !== url && new URL(url).pathname.startsWith(base)) await cache?.delete(url);
  }
}
