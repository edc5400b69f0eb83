import sharp from 'sharp';
import { expect, test } from 'vitest';
import { light } from '../../../src/study/colors.ts';
import { coverOf } from '../../../src/study/cover.ts';

test('a cover is as high as e-readers want it: paper, a band at the spine, the picture in the middle', async () => {
  const card = await sharp({ create: { width: 1200, height: 630, channels: 3, background: '#123456' } })
    .png()
    .toBuffer();
  const { data, info } = await sharp(await coverOf(card))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([1200, 1600]);
  const colorAt = (x: number, y: number) =>
    `#${data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3).toString('hex')}`;
  expect(colorAt(27, 0)).toBe(light.accent);
  expect(colorAt(27, 500)).toBe(light.accent);
  expect(colorAt(27, 1599)).toBe(light.accent);
  expect(colorAt(28, 399)).toBe(light.paper);
  expect(colorAt(28, 400)).toBe('#123456');
  expect(colorAt(1199, 1029)).toBe('#123456');
  expect(colorAt(28, 1030)).toBe(light.paper);
});
