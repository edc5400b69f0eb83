import type { Asset } from './protocol.ts';

const name = 'python';

/** What a browser may refuse: the files that were fetched once, for the next time and without a network. */
async function openCache(): Promise<Cache | undefined> {
  try {
    return await caches.open(name);
  } catch {
    return undefined;
  }
}

const starts = (bytes: Uint8Array, ...head: number[]) => head.every((byte, index) => bytes[index] === byte);

/** Inflates what is still compressed: a host may have inflated it on its way, which its first bytes tell. */
async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  if (!starts(bytes, 0x1f, 0x8b)) return bytes.buffer;
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
}

/** The bytes of a response, telling how many have come. */
async function readAll(response: Response, come: (bytes: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const reader = response.body!.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    come(next.value.length);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** Fetches `assets` below `base` and gives their inflated bytes; what is not of this build is dropped from the cache. */
export async function fetchAssets(base: string, assets: readonly Asset[], loaded: (bytes: number) => void): Promise<ArrayBuffer[]> {
  const cache = await openCache();
  return Promise.all(
    assets.map(async ({ path, bytes }) => {
      const url = base + path;
      const kept = await cache?.match(url).catch(() => undefined);
      let come = 0;
      const tell = (more: number) => {
        come += more;
        loaded(more);
      };
      const response = kept ?? (await fetch(url));
      if (!response.ok) throw new Error(`${url} was answered with ${response.status}`);
      const content = await readAll(response, tell);
      loaded(bytes - come);
      if (!kept) await cache?.put(url, new Response(content)).catch(() => undefined);
      return inflate(content);
    }),
  );
}
