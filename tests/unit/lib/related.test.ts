import { expect, test } from 'vitest';
import type { Answer } from '../../../src/lib/collections.ts';
import { relatedTo } from '../../../src/lib/related.ts';

interface Links {
  buildsOn?: number[];
  contrastsWith?: number[];
  next?: number[];
}
/** Answers 1 to n of one section, each with those links. */
function make(...links: Links[]): Answer[] {
  const section = { id: 's', answers: [] as Answer[] };
  section.answers = links.map(({ buildsOn = [], contrastsWith = [], next = [] }, index) => {
    const data = { buildsOn, contrastsWith, next: next.map((answer) => ({ ask: '?', reply: '', answer })) };
    return { id: `s/${index + 1}`, number: index + 1, position: index + 1, section, data } as unknown as Answer;
  });
  return section.answers;
}
const relations = (all: Answer[], number: number) =>
  relatedTo(all[number - 1]!, all).map(({ relation, answers }) => [relation, ...answers.map((one) => one.number)]);

test('links hold in both directions, each by its name', () => {
  const all = make({ buildsOn: [2], contrastsWith: [3], next: [4] }, {}, {}, {}, {});
  expect(relations(all, 1)).toEqual([
    ['Builds on', 2],
    ['Not to be confused with', 3],
    ['Asked next', 4],
  ]);
  expect(relations(all, 2)).toEqual([['Leads to', 1]]);
  expect(relations(all, 3)).toEqual([['Not to be confused with', 1]]);
  expect(relations(all, 4)).toEqual([['Asked after', 1]]);
});

test('an answer is named once, by its strongest tie', () => {
  const all = make({ buildsOn: [2], contrastsWith: [2], next: [2] }, { next: [1] });
  expect(relations(all, 1)).toEqual([['Builds on', 2]]);
  expect(relations(all, 2)).toEqual([['Leads to', 1]]);
});

test('several of one kind come in reading order', () => {
  const all = make({ buildsOn: [3, 2] }, {}, {}, { buildsOn: [1] });
  expect(relations(all, 1)).toEqual([
    ['Builds on', 2, 3],
    ['Leads to', 4],
  ]);
});

test('an answer that nothing ties is tied to its neighbors', () => {
  const all = make({ buildsOn: [2] }, {}, {});
  expect(relations(all, 3)).toEqual([['In the same chapter:', 1, 2]]);
});

test('a number that nobody has is no tie', () => {
  expect(relations(make({ next: [9] }, {}), 1)).toEqual([['In the same chapter:', 2]]);
});
