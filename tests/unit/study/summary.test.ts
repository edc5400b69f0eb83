import { expect, test } from 'vitest';
import {
  gradeFor,
  heardByLevel,
  missedIn,
  type Result,
  resultLine,
  summaryMarkdown,
} from '../../../src/study/summary.ts';

const listens = (...levels: ('junior' | 'mid' | 'senior')[]) => levels.map((level) => ({ level }));
const questions = new Map(
  [
    { number: 3, question: 'How?', url: 'https://x/q/3/', listens: listens('junior', 'mid', 'senior', 'senior') },
    { number: 7, question: 'Why?', url: 'https://x/q/7/', listens: listens('junior', 'senior', 'senior') },
  ].map((one) => [one.number, one]),
);
const results: Result[] = [
  { number: 3, seconds: 125, heard: [0, 2], followUp: true, grade: 3 },
  { number: 7, seconds: 9, heard: [] },
];

test('the grade that is offered follows what was heard', () => {
  expect(gradeFor(0, 4, true)).toBe(1);
  expect(gradeFor(1, 4, true)).toBe(2);
  expect(gradeFor(2, 4, undefined)).toBe(3);
  expect(gradeFor(3, 4, true)).toBe(3);
  expect(gradeFor(4, 4, true)).toBe(4);
  expect(gradeFor(4, 4, undefined)).toBe(4);
  expect(gradeFor(4, 4, false)).toBe(3);
});

test('what was skipped, again or hard is to be looked at again', () => {
  const graded = ([1, 2, 3, 4, undefined] as const).map((grade, at) => ({
    number: at + 1,
    seconds: 0,
    heard: [],
    grade,
  }));
  expect(missedIn(graded)).toEqual([1, 2, 5]);
});

test('points are counted by level, of the questions that were asked', () => {
  expect(heardByLevel(results, questions)).toEqual([
    { level: 'junior', heard: 1, all: 2 },
    { level: 'mid', heard: 0, all: 1 },
    { level: 'senior', heard: 1, all: 4 },
  ]);
  expect(heardByLevel(results.slice(1), questions).map(({ level }) => level)).toEqual(['junior', 'senior']);
  expect(heardByLevel([{ number: 99, seconds: 0, heard: [] }], questions)).toEqual([]);
});

test('a result is a line', () => {
  expect(resultLine(results[0]!, 4)).toBe('good, 2 of 4 points, follow-up answered, 2:05');
  expect(resultLine(results[1]!, 3)).toBe('skipped, 0 of 3 points, 0:09');
  expect(resultLine({ ...results[0]!, followUp: false }, 4)).toContain('follow-up missed');
});

test('a summary is Markdown with the questions, what was noted, and links', () => {
  expect(summaryMarkdown('Mock interview', results, questions, [{ name: 'Missed', url: 'https://x/set/#7' }]))
    .toBe(`## Mock interview

Heard: junior 1 of 2, mid 0 of 1, senior 1 of 4.

- 3. [How?](https://x/q/3/): good, 2 of 4 points, follow-up answered, 2:05
- 7. [Why?](https://x/q/7/): skipped, 0 of 3 points, 0:09

Missed: <https://x/set/#7>
`);
});

test('between two people nobody is graded, and notes stand below their question', () => {
  const noted = [
    { ...results[1]!, heard: [1], note: 'calm\n\nknows why' },
    { number: 99, seconds: 0, heard: [] },
  ];
  expect(summaryMarkdown('Room', noted, questions, [], false)).toBe(`## Room

Heard: junior 0 of 1, senior 1 of 2.

- 7. [Why?](https://x/q/7/): 1 of 3 points, 0:09
  > calm
  >
  > knows why
`);
});
