import { expect, test } from 'vitest';
import { followUpId, partId, parts } from '../../../src/lib/parts.ts';

test('the parts stand in the order of an answer', () => {
  expect(Object.keys(parts)).toEqual(
    'say listens next how-it-works example pitfalls no-longer-true related sources checked-with'.split(' '),
  );
});

test('an id has the number of its answer before it', () => {
  expect(partId(19, 'say')).toBe('q19-say');
});

test('a follow-up is known by its first seven words, markup apart', () => {
  expect(followUpId(7, 'How would `you` return a 404 instead of a 422?')).toBe('q7-how-would-you-return-a-404-instead');
  expect(followUpId(7, 'Why?')).toBe('q7-why');
});
