import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** Expects that a build of the copy ends before it began, with a sentence and no stack. */
function expectRefused(sentence: string, environment: NodeJS.ProcessEnv = {}) {
  const { status, output } = build(scratch, environment);
  expect(status, output).toBe(1);
  expect(output).toContain(sentence);
  expect(output).not.toMatch(/^\s+at .*\(.*:\d+:\d+\)/m);
  expect(readdirSync(scratch)).not.toContain('dist');
}

test('a build stops at the fault, and says so before anything else', () => {
  renew();
  refused['a dead link in the body']!(join(scratch, 'content'), pickBy(1));
  expectRefused('nothing was built');
});

test('a build stops at an address that is none, and at files that are not to be published', () => {
  renew();
  expectRefused('SITE_URL is "answers.example.org". Write', { SITE_URL: 'answers.example.org' });
  expectRefused('SITE_BASE is "/a;}/". Write', { SITE_BASE: '/a;}/' });
  expectRefused('GITHUB_REPOSITORY is "me". Write', { GITHUB_REPOSITORY: 'me' });
  const secret = join(scratch, 'public/.env');
  writeFileSync(secret, 'TOKEN=1');
  expectRefused('public/.env is hidden (.env) and would be published.');
  rmSync(secret);
});

test('of two builds in one folder the second is refused', () => {
  renew();
  const lock = join(scratch, '.cache/building-dist.lock');
  mkdirSync(join(scratch, '.cache'), { recursive: true });
  writeFileSync(lock, String(process.pid));
  expectRefused(`Another build (process ${process.pid}) writes into dist: nothing was built.`);
  expect(readFileSync(lock, 'utf8')).toBe(String(process.pid));
  rmSync(lock);
});

test('what changes nothing that a reader sees builds the very pages of the original', () => {
  test.setTimeout(300_000);
  const texts = (dist: string) => {
    const pages = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'));
    const text = (page: string) => readFileSync(join(dist, page), 'utf8').replace(/\s+/g, ' ').replace(/&#13;/g, '');
    return new Map(pages.sort().map((page) => [page, text(page)]));
  };
  renew();
  for (const [index, mutate] of Object.values(accepted).entries()) {
    mutate(join(scratch, 'content'), pickBy(index + 20));
  }
  const original = texts('dist');
  // The copy has no git, which tells a build the commit that it names.
  const commit = /\/blob\/([0-9a-f]{12}|main)\//.exec(original.get('fundamentals/asgi/index.html')!)![1]!;
  const { status, output } = build(scratch, { GITHUB_SHA: commit });
  expect(status, output).toBe(0);
  expect(output.match(/SITE_URL is not set/g)).toHaveLength(1);
  expect(readdirSync(join(scratch, '.cache')).filter((name) => name.endsWith('.lock'))).toEqual([]);
  const built = texts(join(scratch, 'dist'));
  expect([...built.keys()]).toEqual([...original.keys()]);
  for (const [page, text] of built) {
    const before = original.get(page)!;
    let at = 0;
    while (at < text.length && text[at] === before[at]) at += 1;
    // The place, not two pages of megabytes.
    const around = (one: string) => one.slice(Math.max(0, at - 100), at + 100);
    expect(text === before, `${page}: ${around(text)} instead of ${around(before)}`).toBe(true);
  }
});
