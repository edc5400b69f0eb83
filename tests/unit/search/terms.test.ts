import { expect, test } from 'vitest';
import { rarity, termsOf } from '../../../src/search/terms.ts';

test('a text is made of stems, and of the parts of its identifiers for less', () => {
  expect([...termsOf('How do you override dependency_overrides in tests?')]).toEqual([
    ['overrid', 1],
    ['dependencyoverrid', 1],
    ['depend', 0.6],
    ['test', 1],
  ]);
});

test('the most that a term counts anywhere is what it counts', () => {
  expect(termsOf('db get_db').get('db')).toBe(1);
  expect(termsOf('get_db').get('db')).toBe(0.6);
  // Parts that only say how something is asked count for nothing.
  expect(termsOf('get_db').has('get')).toBe(false);
});

test('a text of nothing else counts its stop-words', () => {
  expect([...termsOf('what is FastAPI').keys()]).toEqual(['what', 'is', 'fastapi']);
  expect(termsOf('').size).toBe(0);
});

test('a term says the more, the fewer answers it stands in', () => {
  expect(rarity(1, 40)).toBeCloseTo(3.6389, 4);
  expect(rarity(20, 40)).toBeCloseTo(0.7625, 4);
  expect(rarity(40, 40)).toBeCloseTo(0.0135, 4);
});
