import { expect, test } from 'vitest';
import { concluded, resumed, stageAfter, started } from '../../../src/study/mock.ts';

const asked = { number: 7, next: 1 };
const alone = { number: 8, next: undefined };
const begun = { fragment: 'count=2', results: [], stage: 'ask', heard: [], followUp: false, over: false };

test('an interview asks, asks on, and looks', () => {
  expect(started('count=2')).toEqual(begun);
  expect(stageAfter('ask', asked)).toBe('next');
  expect(stageAfter('next', asked)).toBe('check');
  expect(stageAfter('check', asked)).toBe('check');
  // Where nothing is asked on.
  expect(stageAfter('ask', alone)).toBe('check');
});

test('a question ends with what was heard, how long it took, and its grade', () => {
  const state = { ...started('count=2'), stage: 'check', heard: [0, 2], followUp: true } as const;
  expect(concluded({ ...state, heard: [0, 2] }, asked, 12.6, 3)).toEqual({
    ...begun,
    results: [{ number: 7, seconds: 13, heard: [0, 2], followUp: true, grade: 3 }],
  });
  expect(concluded({ ...state, heard: [1] }, alone, 4, 1).results).toEqual([
    { number: 8, seconds: 4, heard: [1], grade: 1 },
  ]);
});

test('one that is skipped has no grade, and a follow-up only where it was asked', () => {
  const first = concluded(started('x'), asked, 3, undefined);
  expect(first.results).toEqual([{ number: 7, seconds: 3, heard: [] }]);
  const second = concluded({ ...first, stage: 'next' }, asked, 5, undefined);
  expect(second.results).toEqual([first.results[0], { number: 7, seconds: 5, heard: [], followUp: false }]);
  expect(second.stage).toBe('ask');
});

test('one that was kept goes on without what the site has no more', () => {
  const results = [
    { number: 7, seconds: 3, heard: [] },
    { number: 41, seconds: 3, heard: [] },
  ];
  const kept = { ...begun, results, stage: 'next' as const, heard: [1], over: true, whole: 60, own: 3 };
  expect(resumed(kept, (number) => number <= 40)).toEqual({
    ...begun,
    results: [results[0]],
    stage: 'next',
    heard: [1],
    over: true,
  });
});
