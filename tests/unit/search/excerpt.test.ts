import { expect, test } from 'vitest';
import { excerptOf, matchesOf, type Page } from '../../../src/search/excerpt.ts';

const filler = (count: number, word = 'filler') => Array.from({ length: count }, () => word).join(' ');
const page = (before: string, first: string, second: string): Page => {
  const words = (text: string) => text.split(' ').length;
  return {
    url: '/',
    content: `${before} Say ${first} Pitfalls ${second}`,
    anchors: [
      { id: 'say', text: 'Say', location: words(before) },
      { id: 'pitfalls', text: 'Pitfalls', location: words(before) + 1 + words(first) },
    ],
    meta: {},
  };
};
const text = (of: Page, ...words: string[][]) =>
  excerptOf(of, words)
    .pieces.map(([piece]) => piece)
    .join('');

test('an excerpt has 26 words, and says where it leaves out', () => {
  const long = page('Q', filler(40), `${filler(30)} needle ${filler(30)}`);
  const found = text(long, ['needl']);
  expect(found.startsWith('… ')).toBe(true);
  expect(found.endsWith(' …')).toBe(true);
  expect(found.replace(/^… | …$/g, '').split(' ')).toHaveLength(26);
  // The match stands sixth, so that it is read in its sentence.
  expect(found.split(' ')[6]).toBe('needle');
});

test('a part is led to where it says more than the question', () => {
  expect(excerptOf(page('Question', 'one', 'two needle'), [['needl']]).part).toMatchObject({ id: 'pitfalls' });
  expect(excerptOf(page('Question needle', 'one', 'two needle'), [['needl']]).part).toBeUndefined();
  expect(excerptOf(page('Question', 'one needle', 'two'), [['needl']]).part).toBeUndefined();
});

test('the passage with most of the words wins, prose before code, more matches before fewer', () => {
  expect(text(page('Q', 'alpha', 'alpha beta'), ['alpha'], ['beta'])).toBe('alpha beta');
  expect(text(page('Q', 'x', 'alpha(b) y'), ['alpha'])).toBe('alpha(b) y');
  expect(text(page('Q', 'alpha y', 'alpha() ='), ['alpha'])).toBe('alpha y');
  expect(text(page('Q', 'alpha y', 'alpha alpha'), ['alpha'])).toBe('alpha alpha');
});

test('neighboring matches are one mark', () => {
  expect(excerptOf(page('Q', 'x', 'an alpha beta end'), [['alpha'], ['beta']]).pieces).toEqual([
    ['an ', false],
    ['alpha beta', true],
    [' end', false],
  ]);
});

test('a word of a text is each word of the query whose stem it or a part of it has', () => {
  expect(matchesOf('dependency_overrides', [['overrid'], ['x'], ['depend']])).toEqual([0, 2]);
  expect(matchesOf('other', [['overrid']])).toEqual([]);
});

test('a page without parts is shown from its beginning', () => {
  expect(
    excerptOf({ url: '/', content: 'one two', anchors: [], meta: {} }, [['one']])
      .pieces.map(([piece]) => piece)
      .join(''),
  ).toBe('one two');
});
