import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { checkContent, formatFault } from '../../src/lib/check/index.ts';
import { build, copyProject } from '../scratch.ts';
import { accepted, pickBy, refused } from './mutations.ts';

const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
let scratch: string;
let copy: string;
const renew = () => {
  rmSync(copy, { recursive: true, force: true });
  cpSync('content', copy, { recursive: true });
};
test.beforeAll(() => {
  scratch = copyProject();
  copy = join(scratch, 'content');
});
test.afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('the content as it is has no fault', () => {
  expect(checkContent('content').map(formatFault)).toEqual([]);
});

test('bad content is refused with file, place, finding and remedy', () => {
  test.setTimeout(300_000);
  const table: string[] = [];
  for (const [kind, mutate] of Object.entries(refused)) {
    for (const seed of seeds) {
      renew();
      const file = mutate(copy, pickBy(seed));
      const faults = checkContent(copy);
      const named = faults.find((fault) => formatFault(fault).includes(file.replace('/index.mdx', '')));
      expect(
        named,
        `${kind}, seed ${seed}: no fault names ${file}; found: ${faults.map(formatFault).join('\n')}`,
      ).toBeDefined();
      for (const one of faults) expect(Object.values(one).every(Boolean), `${kind}: ${formatFault(one)}`).toBe(true);
      if (seed === 1) table.push(`${kind}: ${named!.at}: ${named!.found}`);
    }
  }
  console.log(
    `${table.length} kinds, ${table.length * seeds.length} mutations refused:\n${table.map((row) => `  ${row}`).join('\n')}`,
  );
  expect(table.length * seeds.length).toBeGreaterThanOrEqual(300);
});

test('what changes nothing that a reader sees is accepted', () => {
  for (const [kind, mutate] of Object.entries(accepted)) {
    for (const seed of seeds) {
      renew();
      mutate(copy, pickBy(seed));
      expect(checkContent(copy).map(formatFault), `${kind}, seed ${seed}`).toEqual([]);
    }
  }
});

test('a build stops at the fault, and says so before anything else', () => {
  renew();
  refused['a dead link in the body']!(copy, pickBy(1));
  const { status, output } = build(scratch);
  expect(status).toBe(1);
  expect(output).toContain('nothing was built');
  expect(output).not.toMatch(/^\s+at .*\(.*:\d+:\d+\)/m);
  expect(readdirSync(scratch)).not.toContain('dist');
});

test('accepted mutations build the very pages of the original', () => {
  test.setTimeout(180_000);
  renew();
  for (const [index, mutate] of Object.values(accepted).entries()) mutate(copy, pickBy(index + 20));
  const { status, output } = build(scratch);
  expect(status, output).toBe(0);
  execFileSync('astro', ['build', '--outDir', '.cache/original/dist'], { stdio: 'pipe' });
  const pages = (root: string) =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.html'))
      .sort();
  expect(pages(join(scratch, 'dist'))).toEqual(pages('.cache/original/dist'));
  const text = (root: string, page: string) =>
    readFileSync(join(root, page), 'utf8').replace(/\s+/g, ' ').replace(/&#13;/g, '');
  for (const page of pages('.cache/original/dist'))
    expect(text(join(scratch, 'dist'), page), page).toBe(text('.cache/original/dist', page));
});
