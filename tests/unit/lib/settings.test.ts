import { describe, expect, test } from 'vitest';
import { baseFrom, offlineFrom, originFrom, repositoryFrom } from '../../../src/lib/settings.ts';

/** What a function throws, and that it says so without a stack. */
function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect((error as Error).stack).toBe((error as Error).message);
    return (error as Error).message;
  }
  return 'nothing';
}

describe('SITE_URL', () => {
  test.each([
    [undefined, 'https://fastapi-answers.example'],
    ['', 'https://fastapi-answers.example'],
    ['https://a.org', 'https://a.org'],
    ['https://a.org/', 'https://a.org'],
    ['HTTPS://A.org', 'https://a.org'],
    ['http://localhost:8080', 'http://localhost:8080'],
  ])('%s is %s', (value, origin) => {
    expect(originFrom(value)).toBe(origin);
  });
  const remedy = 'Write where the site is published, without a path: https://answers.example.org';
  test.each([
    'a.org',
    'localhost:8080',
    '//a.org',
    'ftp://a.org',
    'javascript:alert(1)',
    'https://',
    'https://a.org?b',
  ])('%s is refused', (value) => {
    expect(refusal(() => originFrom(value))).toBe(`SITE_URL is "${value}". ${remedy}`);
  });
  test.each(['https://a.org/#b', 'https://u@a.org'])('%s is refused', (value) => {
    expect(refusal(() => originFrom(value))).toBe(`SITE_URL is "${value}". ${remedy}`);
  });
  test('a path is not lost without a word', () => {
    expect(refusal(() => originFrom('https://a.org/b/'))).toBe(
      `SITE_URL is "https://a.org/b/". ${remedy}. The path belongs into SITE_BASE.`,
    );
  });
});

describe('SITE_BASE', () => {
  test.each([
    [undefined, '/'],
    ['', '/'],
    ['/', '/'],
    ['//', '/'],
    ['foo', '/foo/'],
    ['/foo', '/foo/'],
    ['foo/', '/foo/'],
    ['/foo/', '/foo/'],
    ['/a/b', '/a/b/'],
    ['/A.b_c~d-1/', '/A.b_c~d-1/'],
  ])('%s is %s', (value, base) => {
    expect(baseFrom(value)).toBe(base);
  });
  test.each(['//a', '/a//b', '/Foo Bar/', '/a;}/', '../a', '/a/../b/', '/./', '/a?b', '/a#b', '/ä/', 'C:/a', '/a"b'])(
    '%s is refused',
    (value) => {
      expect(refusal(() => baseFrom(value))).toBe(
        `SITE_BASE is "${value}". Write the path below SITE_URL, of letters, digits, "-", "_", "." and "~": /answers/`,
      );
    },
  );
});

test('GITHUB_REPOSITORY is owner and name', () => {
  expect(repositoryFrom()).toBe('fastapi-answers/fastapi-answers');
  expect(repositoryFrom('')).toBe('fastapi-answers/fastapi-answers');
  expect(repositoryFrom('a-b/c.d_e')).toBe('a-b/c.d_e');
  for (const value of ['a', 'a/b/c', 'https://github.com/a/b', '/b', 'a/', 'a b/c']) {
    expect(refusal(() => repositoryFrom(value))).toBe(
      `GITHUB_REPOSITORY is "${value}". Write the repository as owner/name.`,
    );
  }
});

test('SITE_OFFLINE is yes, no, or nothing', () => {
  expect([undefined, '', 'yes', 'no'].map(offlineFrom)).toEqual([true, true, true, false]);
  expect(refusal(() => offlineFrom('off'))).toBe(
    'SITE_OFFLINE is "off". Write "no" to publish without a service worker and to remove an earlier one.',
  );
});
