import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Answer, Section } from '../../../src/lib/collections.ts';
import {
  answerImage,
  shareImageSize,
  chapterImage,
  homeImage,
  setImage,
  topicsImage,
} from '../../../src/study/share-image.ts';
import { drawShareImage } from '../../../src/study/draw-share-image.ts';

const kept = () => mkdtempSync(join(tmpdir(), 'share-image-'));
const proven = `proven on FastAPI ${/^fastapi\[?.*?==(\S+)/m.exec(readFileSync('requirements.txt', 'utf8'))![1]}`;

const section = { title: 'Routing', answers: [] as Answer[] } as Section;
const answer = { number: 7, data: { question: 'How does `x` work?', level: 'mid' }, section } as Answer;
section.answers = [answer, answer];

test('a share image says what the page is about, and on what it was proven', () => {
  expect(answerImage(answer)).toEqual({
    title: 'How does x work?',
    label: 'Routing',
    number: 7,
    facts: ['mid', proven],
  });
  expect(chapterImage(section)).toEqual({
    title: 'Routing',
    label: 'Chapter',
    facts: ['2 questions', proven],
  });
  expect(homeImage([section, section])).toEqual({
    title: 'FastAPI interview questions, answered and proven',
    label: '2 chapters',
    facts: ['4 questions', proven],
  });
  expect(setImage()).toEqual({
    title: 'A set of FastAPI interview questions, to read, practice and share',
    label: 'Set',
    facts: [proven],
  });
  expect(topicsImage(['a', 'b', 'c'])).toEqual({
    title: 'Every term of the FastAPI answers, A to Z',
    label: 'Index',
    facts: ['3 terms', proven],
  });
});

test('a share image is a picture of its size, drawn once for what it shows', async () => {
  const folder = kept();
  const png = await drawShareImage(answerImage(answer), folder);
  const { width, height, format } = await sharp(png).metadata();
  expect({ width, height, format }).toEqual({ ...shareImageSize, format: 'png' });
  const [name] = readdirSync(folder);
  writeFileSync(join(folder, name!), 'kept');
  expect(new TextDecoder().decode(await drawShareImage(answerImage(answer), folder))).toBe('kept');
  const other = await drawShareImage({ ...answerImage(answer), number: 8 }, folder);
  expect((await sharp(other).metadata()).width).toBe(1200);
  expect(readdirSync(folder)).toHaveLength(2);
});

test('no line of a title is a lone word under long ones', async () => {
  const title = 'How do you capture path parameters and enforce types?';
  const png = await drawShareImage({ title, label: 'Routing', facts: ['mid'] }, kept());
  // The rows of the title, below the label and above the rule, as dark runs one below the other.
  const { data, info } = await sharp(png)
    .extract({ left: 0, top: 130, width: 1200, height: 320 })
    .grayscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const ends = Array.from({ length: info.height }, (_, y) =>
    data.subarray(y * info.width, (y + 1) * info.width).findLastIndex((value) => value < 90),
  );
  const lines: number[] = [];
  for (const [y, end] of ends.entries()) {
    if (end < 0) continue;
    if (y === 0 || ends[y - 1]! < 0) lines.push(end);
    else lines[lines.length - 1] = Math.max(lines.at(-1)!, end);
  }
  expect(lines.length).toBeGreaterThanOrEqual(2);
  expect(Math.min(...lines)).toBeGreaterThan(0.6 * Math.max(...lines));
});

test('a longer title is set smaller, so that the longest leaves room for what is below', async () => {
  const rows = async (title: string) => {
    const { data, info } = await sharp(await drawShareImage({ title, label: 'L', facts: [] }, kept()))
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    // The rows between the heads and the line that hold ink.
    return Array.from({ length: 330 }, (_, at) => 150 + at).filter((y) =>
      data.subarray(y * info.width, (y + 1) * info.width).some((shade) => shade < 128),
    ).length;
  };
  const [short, middle, long] = [await rows('Big'), await rows(`${'Big '.repeat(16)}`), await rows('Big '.repeat(25))];
  expect(short).toBeGreaterThan(middle / 3);
  expect(long).toBeLessThan(300);
});
