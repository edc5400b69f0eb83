import { describe, expect, test } from 'vitest';
import { Lookup } from '../../../src/search/lookup.ts';
import type { SearchIndex } from '../../../src/search/search-index.ts';

/** Four answers of one section; the third line of each has its topics, the fourth other words of its aliases. */
const index: SearchIndex = {
  sections: [['one', 'First']],
  levels: ['junior', 'mid'],
  answers: [
    '1 override-them 0 1\nHow do you override dependencies?\napp.dependency_overrides fake\ndatabase',
    '2 middleware 0 0\nWhat is middleware?\norder\nCORS',
    '3 tests 0 1\nHow do you test?\npytest database\nmiddleware fixtures',
    '7 roles 0 1\nHow do roles differ from scopes?\n\npermissions',
  ].join('\n'),
};
const lookup = new Lookup(index);
const shown = (key: string, typing = false) => {
  const { sets, errors } = lookup.candidates(key, typing);
  return { errors, sets: sets.map((set) => set.map(([entry, fit]) => [entry.shown, Math.round(fit * 1000) / 1000])) };
};

test('rows are the answers as a list shows them', () => {
  expect(lookup.rows).toEqual([
    {
      number: 1,
      path: 'one/override-them/',
      question: 'How do you override dependencies?',
      section: 'First',
      level: 'mid',
    },
    { number: 2, path: 'one/middleware/', question: 'What is middleware?', section: 'First', level: 'junior' },
    { number: 3, path: 'one/tests/', question: 'How do you test?', section: 'First', level: 'mid' },
    { number: 7, path: 'one/roles/', question: 'How do roles differ from scopes?', section: 'First', level: 'mid' },
  ]);
});

test('a word weighs by where it stands, all places together', () => {
  const weights = (root: string) =>
    [...lookup.postings.get(root)!].map(([at, weight]) => [at, Math.round(weight * 100) / 100]);
  // question 2.6 + address 1.3; aliases 1.2
  expect(weights('middlewar')).toEqual([
    [1, 3.9],
    [2, 1.2],
  ]);
  // topics 1.8; aliases 1.2
  expect(weights('databas')).toEqual([
    [0, 1.2],
    [2, 1.8],
  ]);
  // A part of an identifier among the topics: 1.8 × 0.6.
  expect(weights('ap')).toEqual([[0, 1.08]]);
  // section 0.2
  expect(weights('first')).toEqual([
    [0, 0.2],
    [1, 0.2],
    [2, 0.2],
    [3, 0.2],
  ]);
});

test('the stems of a question leave out what only says how it is asked', () => {
  expect([...lookup.questions[1]!]).toEqual(['middlewar']);
  expect([...lookup.questions[0]!]).toEqual(['overrid', 'depend']);
});

test('a rare word says more than a common one', () => {
  expect(lookup.rarity(1)).toBeCloseTo(1.2926, 3);
  expect(lookup.rarity(2)).toBeCloseTo(1.0449, 3);
  expect(lookup.rarity(4)).toBeCloseTo(0.778, 3);
});

describe('candidates', () => {
  test('a word as it stands fits best, by its stem as well', () => {
    expect(shown('middleware')).toEqual({ errors: 0, sets: [[['middleware', 1]]] });
    expect(shown('overriding').sets[0]).toEqual([['overriding', 1]]);
    expect(lookup.has('overriding')).toBe(true);
    expect(lookup.has('nothing')).toBe(false);
  });

  test('a beginning fits the better the more of the word is there, and only where it is typed or nothing is known', () => {
    expect(shown('midd')).toEqual({ errors: 0, sets: [[['middleware', 0.76]]] });
    expect(shown('mid', true).sets).toEqual([[['middleware', 0.745]]]);
    expect(shown('test', true).sets).toEqual([[['test', 1]]]);
    expect(shown('p', true).sets).toEqual([]);
  });

  test('a word that is known and begins others counts both', () => {
    const more = new Lookup({ ...index, answers: '1 a 0 0\nWhat is a test?\ntestclient\n' });
    const { sets } = more.candidates('test', true);
    expect(sets.map((set) => set.map(([entry, fit]) => [entry.shown, fit]))).toEqual([
      [['test', 1]],
      [['testclient', 0.8]],
    ]);
    expect(more.candidates('test', false).sets).toHaveLength(1);
  });

  test('an error is forgiven, two in long words', () => {
    expect(shown('midleware')).toEqual({ errors: 1, sets: [[['middleware', 0.733]]] });
    expect(shown('mideware').errors).toBe(1);
    expect(shown('midlewaer')).toMatchObject({ errors: 2 });
    expect(shown('mdlwre').sets).toEqual([]);
    expect(shown('oder')).toMatchObject({ errors: 1, sets: [[['order', 0.4]]] });
  });

  test('short words that begin otherwise are other words, but for a swap', () => {
    expect(shown('fors').sets).toEqual([]);
    expect(shown('ocrs').errors).toBe(1);
  });

  test('numbers and signs are not corrected', () => {
    expect(shown('12a').sets).toEqual([]);
    expect(shown(':pa').sets).toEqual([]);
  });
});

test('two known words that were written as one are cut', () => {
  expect(lookup.cut('fakedatabase')).toEqual(['fake', 'database']);
  expect(lookup.cut('fakenothing')).toEqual([]);
  expect(lookup.cut('data')).toEqual([]);
});
