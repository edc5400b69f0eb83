import { expect, test } from 'vitest';
import { describeChanges } from '../../../src/lib/changes.ts';
import type { Answer, Change } from '../../../src/lib/collections.ts';

const all = [3, 19].map((number) => ({ id: `s/${number}`, number }) as Answer);
const change = (date: string, answers: string[], note?: string): Change =>
  ({ id: date, order: 0, date, releases: ['fastapi 1'], answers, note }) as Change;

test('the oldest is the first publication, others say what changed, a note says it better', () => {
  const notes = describeChanges(
    [change('4', ['s/19', 's/3']), change('3', [], 'Read this.'), change('2', []), change('1', [])],
    all,
  );
  expect(notes.map(({ date, summary }) => [date, summary])).toEqual([
    ['4', 'Changed answers: 19, 3.'],
    ['3', 'Read this.'],
    ['2', 'No record changed.'],
    ['1', 'First published.'],
  ]);
  expect(notes[0]).toMatchObject({ releases: ['fastapi 1'], answers: [{ number: 19 }, { number: 3 }] });
});

test('an answer that is not there stops', () => {
  expect(() => describeChanges([change('2026-01-02', ['s/4'])], all)).toThrow(
    'content/changes.yaml, 2026-01-02: there is no answer "s/4".',
  );
});
