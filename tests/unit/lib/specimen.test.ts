import { expect, test } from 'vitest';
import type { Answer } from '../../../src/lib/collections.ts';
import { specimenIn } from '../../../src/lib/specimen.ts';

const said = 'The pool has CPU count plus four threads.';
const truth = 'It has [40](proof:it_has_40), [documented](source:2), see [the other](/a/b/).';
const answer = {
  number: 21,
  id: 'concurrency/sync-and-async',
  data: {
    corrections: [
      { said: 'x', truth: 'y' },
      { said, truth, since: 'FastAPI 1' },
    ],
  },
} as unknown as Answer;
const file = (more: object = {}) =>
  JSON.stringify({ specimen: { answer: 21, said, program: 'pool.py', step: 'full', ...more } });

test('the specimen is the correction without its marks, and the recorded step', () => {
  const { run, ...rest } = specimenIn([answer], file());
  expect(rest).toEqual({
    answer,
    said,
    truth: 'It has 40, documented, see [the other](/a/b/).',
    since: 'FastAPI 1',
    note: '41 calls of /report are under way',
  });
  expect(run).toMatchObject({ title: 'GET /pool', status: '200 OK', good: true });
});

test.each([
  ['answer', { answer: 3 }],
  ['correction', { said: 'z' }],
  ['program', { program: 'no.py' }],
  ['step', { step: 'no' }],
])('without its %s there is none', (_, more) => {
  expect(() => specimenIn([answer], file(more))).toThrow('content/home.yaml');
});
