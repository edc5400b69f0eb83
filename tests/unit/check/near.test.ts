import { expect, test } from 'vitest';
import { nearest } from '../../../src/check/near.ts';

test('names with the same words are nearer than those with the same letters', () => {
  expect(nearest('a_limit_is_kept', ['a_gift_is_sent', 'is_kept_for_an_hour_under_a_limit', 'x'])).toEqual([
    'is_kept_for_an_hour_under_a_limit',
    'a_gift_is_sent',
    'x',
  ]);
});

test('the nearest is first, and three are enough', () => {
  expect(nearest('q2-whi', ['q2-how', 'q2-why', 'q2-next', 'q2-say'])).toEqual(['q2-why', 'q2-how', 'q2-say']);
  expect(nearest('one', [])).toEqual([]);
});
