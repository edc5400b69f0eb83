import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { isRunLink, readRunLink, writeRunLink } from '../../../src/run/link.ts';

const sent = { method: 'POST', target: '/books?x=1', headers: [['x-a', '1']] as const, body: '{"title": "Düne"}' };
const shared = { program: 'catalogue.py', files: { 'catalogue.py': 'print("é 🎉")\n'.repeat(20), 'b.py': '' }, sent };
/** A link with any text in it. */
const linkOf = (text: string) => `#run=${deflateSync(text).toString('base64url')}`;

test('a program comes back from its link as it was', async () => {
  const link = await writeRunLink(shared);
  expect(link).toMatch(/^#run=[\w-]+$/);
  expect(link.length).toBeLessThan(250);
  expect(await readRunLink(link)).toEqual(shared);
  const alone = { program: '', files: { 'main.py': 'x' } };
  expect(await readRunLink(await writeRunLink(alone))).toEqual({ ...alone, sent: undefined });
});

test('only a link with code is one', () => {
  expect(isRunLink('#run=abc')).toBe(true);
  expect(isRunLink('#q7-run')).toBe(false);
  expect(isRunLink('')).toBe(false);
});

test('what a message puts behind a link does not count', async () => {
  const link = await writeRunLink(shared);
  for (const tail of ['.', ')', ').', '>', '%20']) expect(await readRunLink(link + tail)).toEqual(shared);
});

test('a damaged link is refused: cut, changed, empty, or of another kind', async () => {
  const link = await writeRunLink(shared);
  const middle = link.length >> 1;
  const changed = link.slice(0, middle) + (link[middle] === 'A' ? 'B' : 'A') + link.slice(middle + 1);
  for (const damaged of [link.slice(0, -6), changed, '#run=', '#run=a', '#run=!', linkOf('no JSON'), linkOf('{}')])
    await expect(readRunLink(damaged), damaged).rejects.toThrow();
  const wrong = [
    '[]',
    '["a"]',
    '["a", null]',
    '["a", 1]',
    '[1, {}]',
    '["a", {"b": 1}]',
    '["a", {}, [1, "/", [], ""]]',
    '["a", {}, ["GET", 1, [], ""]]',
    '["a", {}, ["GET", "/", [], 1]]',
    '["a", {}, ["GET", "/", 1, ""]]',
    '["a", {}, ["GET", "/", [["a"]], ""]]',
    '["a", {}, ["GET", "/", [["a", 1]], ""]]',
    '["a", {}, ["GET", "/", ["ab"], ""]]',
  ];
  for (const text of wrong) await expect(readRunLink(linkOf(text)), text).rejects.toThrow();
  expect(await readRunLink(linkOf('["a", {}]'))).toEqual({ program: 'a', files: {}, sent: undefined });
});

test('a link that unfolds into more than a program is refused', async () => {
  await expect(readRunLink(linkOf(JSON.stringify(['a', { b: 'x'.repeat(500_000) }])))).rejects.toThrow(
    'more than a program',
  );
  await expect(writeRunLink({ program: '', files: { a: 'x'.repeat(100_000) } })).rejects.toThrow(
    'A link holds 100 kB of code; this is more.',
  );
});
