import { expect, test } from 'vitest';
import { pairOf, rarity, termsOf } from '../../../src/search/terms.ts';

test('a text is made of stems, of the parts of its identifiers for less, and of its pairs for half', () => {
  expect([...termsOf('How do you override dependency_overrides in tests?')]).toEqual([
    ['overrid', 1],
    ['dependencyoverrid', 1],
    ['depend', 0.6],
    ['overrid dependencyoverrid', 0.5],
    ['test', 1],
    ['dependencyoverrid test', 0.5],
  ]);
});

test('the most that a term counts anywhere is what it counts', () => {
  expect(termsOf('db get_db').get('db')).toBe(1);
  expect(termsOf('get_db').get('db')).toBe(0.6);
  // Parts that only say how something is asked count for nothing.
  expect(termsOf('get_db').has('get')).toBe(false);
});

test('a text of nothing else counts its stop-words', () => {
  expect([...termsOf('what is FastAPI').keys()]).toEqual(['what', 'is', 'what is', 'fastapi', 'is fastapi']);
  expect(termsOf('').size).toBe(0);
});

test('a pair has a name of its own', () => {
  expect(pairOf('path', 'paramet')).toBe('path paramet');
});

test('a term says the more, the fewer answers it stands in', () => {
  expect(rarity(1, 40)).toBeCloseTo(1.9849, 4);
  expect(rarity(20, 40)).toBeCloseTo(0.4159, 4);
  expect(rarity(40, 40)).toBeCloseTo(0.0074, 4);
});
