import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { expect, test } from 'vitest';
import { brotliOf } from '../../../src/lib/brotli.ts';

// Of this the best way is neither the one that is taken first nor the next.
const lines = Array.from({ length: 9000 }, (_, at) => `${(at * 7919) % 1000} ${'abcdefgh'[at % 8]}${at % 97}\n`);
const content = Buffer.from(lines.join(''));
const best = brotliCompressSync(content).length;
const smallest = Math.min(
  ...[0, 16].flatMap((block) =>
    [constants.BROTLI_MODE_GENERIC, constants.BROTLI_MODE_FONT].map((mode) => {
      const params = { [constants.BROTLI_PARAM_LGBLOCK]: block, [constants.BROTLI_PARAM_MODE]: mode };
      return brotliCompressSync(content, { params }).length;
    }),
  ),
);

test('what only just misses the first flight is packed in the smallest of several ways, all else in one', async () => {
  expect(smallest).toBeLessThan(best);
  for (const [flight, bytes] of [
    [best, best],
    [best - 1, smallest],
    [best - 150, smallest],
    [best - 151, best],
  ] as const) {
    const packed = await brotliOf(content, flight);
    expect(packed.length, String(flight)).toBe(bytes);
    expect(brotliDecompressSync(packed)).toEqual(content);
  }
});

test('what is large is packed in less time', async () => {
  const machines = Buffer.concat(Array.from({ length: 4 }, () => content));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  expect(machines.length).toBeGreaterThan(2 ** 18);
  expect(await brotliOf(machines)).toEqual(brotliCompressSync(machines, { params }));
});
