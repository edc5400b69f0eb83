import { describe, expect, test } from 'vitest';
import type { Listing } from '../../../src/offline/copy.ts';
import { isBetter, isOurs, planFor } from '../../../src/offline/plan.ts';

const scope = 'https://a.org/x/';
const addresses = ['', 'a/b/', 'frame.html', 'search.json', '_astro/a.js', 'pagefind/index/1', 'pagefind/pagefind.js'];
const listing: Listing = {
  version: '1',
  bytes: 0,
  size: 0,
  files: addresses.map((address) => [address, '', 0]),
  moved: { '/x/q/1/': '/x/a/b/' },
};
const plan = (path: string, mode = 'no-cors', copy: Listing | undefined = listing) =>
  planFor({ method: 'GET', url: `https://a.org${path}`, mode }, scope, copy);

test('what is read below the scope is ours, and nothing else', () => {
  const ours = (url: string, method = 'GET') => isOurs({ method, url, mode: 'cors' }, scope);
  expect(ours('https://a.org/x/')).toBe(true);
  expect(ours('https://a.org/x/a/')).toBe(true);
  expect(ours('https://a.org/x/a/', 'POST')).toBe(false);
  expect(ours('https://a.org/y/')).toBe(false);
  expect(ours('https://b.org/x/')).toBe(false);
});

describe('a request is answered', () => {
  test.each([
    ['/x/', { by: 'page', address: '' }],
    ['/x/a/b/', { by: 'page', address: 'a/b/' }],
    ['/x/a/b/?utm=1', { by: 'page', address: 'a/b/' }],
    ['/x/frame.html', { by: 'page', address: 'frame.html' }],
    ['/x/search.json?v=2', { by: 'file', address: 'search.json' }],
    ['/x/pagefind/pagefind.js?copy=1', { by: 'file', address: 'pagefind/pagefind.js' }],
    ['/x/_astro/a.js', { by: 'cached', address: '_astro/a.js' }],
    ['/x/pagefind/index/1', { by: 'cached', address: 'pagefind/index/1' }],
    ['/x/_astro/other.js', { by: 'pass' }],
    ['/x/q/1/', { by: 'pass' }],
    ['/x/home.png', { by: 'pass' }],
  ])('%s', (path, expected) => {
    expect(plan(path)).toEqual(expected);
  });
  test('that opens a page: one that has moved, one that is not kept', () => {
    expect(plan('/x/q/1/', 'navigate')).toEqual({ by: 'moved', to: '/x/a/b/' });
    expect(plan('/x/q/1/?a', 'navigate')).toEqual({ by: 'moved', to: '/x/a/b/' });
    expect(plan('/x/home.png', 'navigate')).toEqual({ by: 'absent' });
    expect(plan('/x/a/b/', 'navigate')).toEqual({ by: 'page', address: 'a/b/' });
  });
  test('that names a kept page as people do, without what a server adds or with what it leaves out', () => {
    const there = { by: 'moved', to: '/x/a/b/' };
    expect(plan('/x/a/b', 'navigate')).toEqual(there);
    expect(plan('/x/a/b?utm=1', 'navigate')).toEqual(there);
    expect(plan('/x/a/b/index.html', 'navigate')).toEqual(there);
    expect(plan('/x/index.html', 'navigate')).toEqual({ by: 'moved', to: '/x/' });
    expect(plan('/x/q/1', 'navigate')).toEqual(there);
    expect(plan('/x/a/', 'navigate')).toEqual({ by: 'absent' });
    expect(plan('/x/search', 'navigate')).toEqual({ by: 'absent' });
    expect(plan('/x/a/b', 'no-cors')).toEqual({ by: 'pass' });
  });
  test('by the network alone where there is no copy', () => {
    expect(planFor({ method: 'GET', url: scope, mode: 'navigate' }, scope, undefined)).toEqual({ by: 'pass' });
  });
});

test('a page that is gone is better than the one that was kept, a server that fails or refuses is not', () => {
  const better = (status: number) =>
    isBetter({ status, headers: new Headers({ 'content-type': 'text/html' }) }, 'page');
  const all = [200, 204, 304, 399, 400, 401, 403, 404, 410, 429, 451, 499, 500, 503, 511];
  expect(all.filter(better)).toEqual([200, 204, 304, 399, 404, 410]);
  // A redirect, as a worker sees it.
  expect(better(0)).toBe(true);
});

test('a file is better only where it is one: a page of a network that wants a login is none, nor is one that says it is gone', () => {
  const better = (status: number, type?: string) =>
    isBetter({ status, headers: new Headers(type ? { 'content-type': type } : {}) }, 'file');
  expect(better(200, 'application/json')).toBe(true);
  expect(better(200)).toBe(true);
  expect(better(304, 'application/json')).toBe(true);
  expect(better(200, 'text/html; charset=utf-8')).toBe(false);
  expect(better(200, 'Text/HTML')).toBe(false);
  expect([0, 199, 400, 404, 410, 500].filter((status) => better(status, 'application/json'))).toEqual([]);
});
