import { strToU8, type Zippable, zipSync } from 'fflate';

/** A time that every zip can hold, so that the same files give the same bytes. */
const mtime = '1980-01-01T00:00:00';

/** A zip of texts and bytes, by their paths in it and in that order, `stored` ones as they are; the same files give the same bytes. */
export const zipOf = (files: { [path: string]: string | Uint8Array }, stored: string[] = []): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    zipSync(
      Object.fromEntries(
        Object.entries(files).map(([path, content]): [string, Zippable[string]] => [
          path,
          [typeof content === 'string' ? strToU8(content) : content, { mtime, level: stored.includes(path) ? 0 : 9 }],
        ]),
      ),
    ),
  );
