import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { addressesOf, formerIds, isForward, onceIn, readForwards, readMoves } from '../../../src/lib/forwards.ts';

let forwards = '';
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return {
    ...fs,
    readFileSync: (path: string, encoding: 'utf8') => {
      if (path === 'content/forwards.yaml') return forwards;
      if (path === 'content/questions.yaml') return '1:\n  path: a/b\n  question: Why?\n';
      return fs.readFileSync(path, encoding);
    },
  };
});
beforeEach(() => {
  forwards = 'pages:\n  /old/: /a/\n  /old/b/: /a/b/\n  /older/b/: /a/b/\nfragments:\n  q1-x: q1-y\n  q1-w: q1-y\n';
});
afterEach(() => {
  forwards = '';
});

test('an id has the ids that it had before', () => {
  expect(formerIds('q1-y')).toEqual(['q1-x', 'q1-w']);
  expect(formerIds('q1-z')).toEqual([]);
});

test('a page has its own address first, then those it had', () => {
  expect(addressesOf('/a/b/')).toEqual([
    ['a', 'b'],
    ['old', 'b'],
    ['older', 'b'],
  ]);
  expect(addressesOf('/c/')).toEqual([['c']]);
});

test('a section knows the pages that were once in it', () => {
  expect(onceIn('old')).toEqual(['/a/', '/a/b/']);
  expect(onceIn('ol')).toEqual([]);
});

test('a short link and a former address are forwards, a page is none', () => {
  expect(['/q/19/', '/old/b/'].map(isForward)).toEqual([true, true]);
  expect(['/a/b/', '/q/x/', '/q/1/more/', '/x/q/1/'].map(isForward)).toEqual([false, false, false, false]);
});

test('servers are told of short links and of whatever has moved', () => {
  expect(readMoves()).toEqual({ '/q/1/': '/a/b/', '/old/': '/a/', '/old/b/': '/a/b/', '/older/b/': '/a/b/' });
});

test('an edited file is read anew, an unchanged one is not parsed again', () => {
  const before = readForwards();
  expect(readForwards()).toBe(before);
  forwards = 'pages:\nfragments:\n';
  expect(readForwards()).toEqual({ pages: {}, fragments: {} });
});
