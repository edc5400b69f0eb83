import { expect, test } from 'vitest';
import { fullTextWeights } from '../../../src/search/full-text.ts';
import { sourceWith } from './fixture.ts';

const rounded = (where: Map<number, number> | undefined) =>
  Object.fromEntries([...(where ?? [])].map(([answer, weight]) => [answer, Math.round(weight * 1000) / 1000]));

test('a word weighs by its place, by how often it stands there, and by how few answers have it', () => {
  const weights = fullTextWeights([
    sourceWith(1, 'Middleware', { prose: 'order' }),
    sourceWith(2, 'Testing', { prose: 'order order' }),
    sourceWith(3, 'Scopes', { prose: 'middleware' }),
  ]);
  // A question's word counts 5; two of three answers have it: 1.1 ln(1 + 1.5/2.5) × 5 × 2.2 / (5 + 1.2).
  expect(rounded(weights.get('middlewar'))).toEqual({ 0: 0.917, 2: 0.555 });
  // The longer text, of two words where 4/3 are usual, counts each of them for less.
  expect(rounded(weights.get('ord'))).toEqual({ 0: 0.555, 1: 0.65 });
  expect(rounded(weights.get('test'))).toEqual({ 1: 1.914 });
});

test('identifiers have their parts, for less; what only says how something is asked has no weight', () => {
  const weights = fullTextWeights([sourceWith(1, '', { prose: 'the dependency_overrides' }), sourceWith(2, '')]);
  expect([...weights.keys()]).toEqual(['dependencyoverrid', 'depend', 'overrid']);
  expect(weights.get('depend')!.get(0)).toBeLessThan(weights.get('dependencyoverrid')!.get(0)!);
});

test('a place that is empty everywhere weighs nothing', () => {
  expect(fullTextWeights([sourceWith(1, '')]).size).toBe(0);
});
