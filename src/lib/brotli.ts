import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

const pack = promisify(brotliCompress);
/** Bytes from which the last percents cost seconds: only files for machines are that large. */
const large = 2 ** 18;
/** How far another way of packing may bring a page, in bytes: which one is best is luck. */
const near = 150;
/** Other ways of packing at the same quality. */
const otherWays = [{ block: 16 }, { font: true }, { block: 16, font: true }].map(({ block = 0, font = false }) => ({
  [constants.BROTLI_PARAM_LGBLOCK]: block,
  [constants.BROTLI_PARAM_MODE]: font ? constants.BROTLI_MODE_FONT : constants.BROTLI_MODE_GENERIC,
}));

/**
 * `content` in Brotli at its best; what only just misses `flight`, in bytes, in the smallest of several ways. The first flight of a new
 * connection is ten segments of 1,460 bytes.
 */
export async function brotliOf(content: Buffer, flight = 14_600): Promise<Buffer> {
  const quality = { [constants.BROTLI_PARAM_QUALITY]: content.length > large ? 9 : 11 };
  const first = await pack(content, { params: quality });
  if (first.length <= flight || first.length > flight + near) return first;
  const others = await Promise.all(otherWays.map((way) => pack(content, { params: { ...quality, ...way } })));
  return [first, ...others].sort((a, b) => a.length - b.length)[0]!;
}
