import { expect, test } from 'vitest';
import { type KeptInterview, readKept } from '../../../src/study/kept-interview.ts';

const kept: KeptInterview = {
  fragment: 'count=6&seed=abc',
  results: [
    { number: 3, seconds: 61.5, heard: [0, 2], followUp: true, grade: 3 },
    { number: 4, seconds: 0, heard: [] },
  ],
  stage: 'check',
  heard: [1],
  followUp: false,
  over: false,
  whole: 70,
  own: 8.5,
};

test('an interview outlives a reload', () => {
  expect(readKept(JSON.stringify(kept))).toEqual(kept);
});

test('what is none of ours is no interview', () => {
  for (const text of ['', '{', 'null', '3', '[]', '{}']) expect(readKept(text), text).toBeUndefined();
  const [first] = kept.results;
  const wrong: { [key: string]: unknown }[] = [
    { fragment: 1 },
    { results: {} },
    { results: [null] },
    { results: [{ ...first, number: '3' }] },
    { results: [{ ...first, seconds: -1 }] },
    { results: [{ ...first, heard: [0.5] }] },
    { results: [{ ...first, followUp: 1 }] },
    { results: [{ ...first, grade: 5 }] },
    { stage: 'over' },
    { heard: [-1] },
    { heard: 'x' },
    { followUp: 'yes' },
    { over: undefined },
    { whole: -1 },
    { whole: null },
    { own: 'x' },
  ];
  for (const one of wrong) expect(readKept(JSON.stringify({ ...kept, ...one })), JSON.stringify(one)).toBeUndefined();
});
