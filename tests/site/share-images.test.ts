import { readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import sharp from 'sharp';
import { readAnswers } from '../support/answers.ts';
import { pages } from './pages.ts';

const origin = 'https://fastapi-answers.example/';
const meta = (path: string, name: string) =>
  pages.get(path)!.root.querySelector(`meta[property="${name}"], meta[name="${name}"]`)?.getAttribute('content');
/** The picture that each page names, by path; pages that forward have none. */
const pictures = new Map(
  [...pages.keys()].filter((path) => meta(path, 'og:url')).map((path) => [path, meta(path, 'og:image')!]),
);

test('each page names its picture with what readers of Open Graph ask for', () => {
  for (const [path, address] of pictures) {
    expect(address, path).toMatch(/^https:\/\/.+\.png$/);
    expect(meta(path, 'og:image:width'), path).toBe('1200');
    expect(meta(path, 'og:image:height'), path).toBe('630');
    expect(meta(path, 'og:image:type'), path).toBe('image/png');
    expect(meta(path, 'og:image:alt'), path).toBe(meta(path, 'og:title'));
    expect(meta(path, 'twitter:card'), path).toBe('summary_large_image');
  }
});

test('each answer, each chapter, the index and sets have a picture of their own, all others that of home', () => {
  const answers = readAnswers().map(({ id }) => `/${id}/`);
  const chapters = [...new Set(answers.map((path) => path.replace(/[^/]+\/$/, '')))];
  for (const path of [...answers, ...chapters]) {
    expect(pictures.get(path)).toBe(`${origin}${path.slice(1, -1)}.png`);
  }
  for (const path of ['/set/', '/topics/']) expect(pictures.get(path)).toBe(`${origin}${path.slice(1, -1)}.png`);
  for (const path of ['/', '/search/', '/changes/']) expect(pictures.get(path)).toBe(`${origin}home.png`);
});

test('no share image is clipped, of another size, or heavy', async () => {
  for (const address of new Set(pictures.values())) {
    const file = readFileSync(`dist/${address.slice(origin.length)}`);
    expect(file.length, address).toBeLessThanOrEqual(60_000);
    const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height], address).toEqual([1200, 630]);
    const [red, green, blue] = data;
    let ink = 0;
    for (let y = 0; y < info.height; y += 1) {
      for (let x = 0; x < info.width; x += 1) {
        const at = (y * info.width + x) * info.channels;
        if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) continue;
        ink += 1;
        const edge = Math.min(x, y, info.width - 1 - x, info.height - 1 - y);
        if (edge < 40) throw new Error(`${address}: ink at ${x}, ${y}, within 40 pixels of the edge`);
      }
    }
    expect(ink, address).toBeGreaterThan(5_000);
  }
});
