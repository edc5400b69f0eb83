import { strToU8, zipSync } from 'fflate';

/** A time that every zip can hold, so that the same files give the same bytes. */
const mtime = '1980-01-01T00:00:00';

/** A zip of texts, by their paths in it; the same texts give the same bytes. */
export const zipOf = (files: { [path: string]: string }): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    zipSync(
      Object.fromEntries(Object.entries(files).map(([path, text]) => [path, [strToU8(text), { mtime, level: 9 }]])),
    ),
  );
