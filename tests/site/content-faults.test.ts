import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { pickBy } from '../support/random.ts';
import { build, copyProject } from '../support/scratch.ts';
import { accepted, refused } from '../unit/check/mutations.ts';

let scratch: string;
const renew = () => {
  rmSync(join(scratch, 'content'), { recursive: true, force: true });
  cpSync('content', join(scratch, 'content'), { recursive: true });
};
test.beforeAll(() => {
  scratch = copyProject();
});
test.afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('a build stops at the fault, and says so before anything else', () => {
  renew();
  refused['a dead link in the body']!(join(scratch, 'content'), pickBy(1));
  const { status, output } = build(scratch);
  expect(status).toBe(1);
  expect(output).toContain('nothing was built');
  expect(output).not.toMatch(/^\s+at .*\(.*:\d+:\d+\)/m);
  expect(readdirSync(scratch)).not.toContain('dist');
});

test('what changes nothing that a reader sees builds the very pages of the original', () => {
  test.setTimeout(300_000);
  const texts = () => {
    const { status, output } = build(scratch);
    expect(status, output).toBe(0);
    const dist = join(scratch, 'dist');
    const pages = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'));
    const text = (page: string) => readFileSync(join(dist, page), 'utf8').replace(/\s+/g, ' ').replace(/&#13;/g, '');
    return new Map(pages.sort().map((page) => [page, text(page)]));
  };
  renew();
  const original = texts();
  for (const [index, mutate] of Object.values(accepted).entries()) {
    mutate(join(scratch, 'content'), pickBy(index + 20));
  }
  expect(texts()).toEqual(original);
});
