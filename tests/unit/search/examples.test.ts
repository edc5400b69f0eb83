import { expect, test } from 'vitest';
import { answerFor, examplesOf, glossaryExamples } from '../../../src/search/examples.ts';
import { sourceWith } from './fixture.ts';

const said = (examples: ReturnType<typeof examplesOf>) =>
  examples.map(({ terms, answer, weight }) => [[...terms.keys()].join(', '), answer, weight]);

test('an answer is asked for by its question, its title, its aliases, the phrasings and the errors of its number, most by a single word', () => {
  const sources = [
    sourceWith(7, 'Capture parameters', { title: 'Path', asked: 'variable\nslug' }),
    sourceWith(9, 'Status codes', { title: 'Codes' }),
  ];
  expect(said(examplesOf(sources, { 7: 'part of url\n\n  id\n', 8: 'nobody' }, { 9: 'teapot 418\n' }))).toEqual([
    ['captur, paramet', 0, 3],
    ['path', 0, 3],
    ['vari', 0, 3],
    ['slug', 0, 3],
    ['part, url', 0, 1],
    ['id', 0, 3],
    ['status, cod', 1, 3],
    ['cod', 1, 3],
    ['teapot, 418', 1, 1],
  ]);
});

const weights = new Map([
  ['rout', new Map([[0, 2]])],
  [
    'test',
    new Map([
      [0, 1],
      [1, 3],
    ]),
  ],
  ['other', new Map([[1, 0]])],
]);

test('a text leads to the answer that its words say most of, the first of equals, or nowhere', () => {
  expect(answerFor('routes and tests', weights)).toBe(0);
  expect(answerFor('test', weights)).toBe(1);
  expect(answerFor('nothing', weights)).toBeUndefined();
  expect(answerFor('other', weights)).toBeUndefined();
});

test('a line of the glossary asks for what our words lead to, with its world and word by word', () => {
  const glossary = { Flask: { 'app.route now': 'routes', gone: 'nothing' }, Other: { axum: 'test' } };
  expect(said(glossaryExamples(glossary, weights, new Map()))).toEqual([
    ['flask, approut, ap, rout, now', 0, 1],
    ['approut, ap, rout', 0, 0.5],
    ['now', 0, 0.5],
    ['axum', 1, 1],
  ]);
  // What phrasings have says already what it says.
  expect(said(glossaryExamples(glossary, weights, new Map([['now', 2]]))).map(([terms]) => terms)).not.toContain('now');
});
