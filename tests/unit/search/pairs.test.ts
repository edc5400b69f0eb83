import { expect, test } from 'vitest';
import { Lookup } from '../../../src/search/lookup.ts';
import { learnPairs } from '../../../src/search/pairs.ts';
import { rank } from '../../../src/search/rank.ts';
import { hashOf } from '../../../src/search/search-index.ts';
import { indexOf } from './index-of.ts';

const questions = ['Zulu', 'Yankee', 'X-ray'];
const words = { alfa: { 0: 20 }, sierra: { 0: 20 }, bravo: { 1: 5 }, golf: { 1: 5 }, kilo: { 2: 5 } };
const lookup = new Lookup(indexOf(questions, words));
const learn = (lines: { [text: string]: number[] }, taken = new Set<number>()) =>
  [...learnPairs(lookup, new Map(Object.entries(lines)), taken)].map(([pair, where]) => [pair, [...where]]);

test('a line that leads to another answer gets a pair that leads to its own; one that is right, none', () => {
  // alfa says 8 of the first answer, bravo 2 of the second: 6 are lacking, and one more to stand above; a power of two is sent.
  expect(learn({ 'alfa bravo kilo': [1], 'bravo alfa': [0] })).toEqual([['alfa bravo', [[1, 8]]]]);
  const taught = new Lookup(indexOf(questions, words, { 'alfa bravo': { 1: 20 } }));
  expect(rank(taught, 'alfa bravo kilo ').hits.map(({ number }) => number)).toEqual([11, 10, 12]);
  expect(rank(taught, 'bravo alfa ').hits[0]!.number).toBe(10);
});

test('a line of several answers is right with any of them', () => {
  expect(learn({ 'alfa bravo': [1, 0] })).toEqual([]);
  expect(learn({ 'alfa kilo': [1, 2] })).toEqual([['alfa kilo', [[1, 16]]]]);
});

test('a pair that a line of another answer has says nothing; where all have one, nothing is learned', () => {
  expect(learn({ 'alfa bravo golf': [1], 'alfa bravo': [0] })).toEqual([['bravo golf', [[1, 8]]]]);
  expect(learn({ 'alfa bravo': [1], 'yes alfa bravo': [0] })).toEqual([]);
});

test('the pair is taken that most misled lines have', () => {
  expect(learn({ 'alfa bravo golf': [1], 'alfa oscar bravo golf': [1], 'alfa kilo bravo golf oscar': [1] })).toEqual([
    ['bravo golf', [[1, 8]]],
  ]);
});

test('a line that lacks more adds to what was learned from another', () => {
  expect(learn({ 'alfa bravo golf': [1], 'alfa bravo': [1] })).toEqual([['alfa bravo', [[1, 8]]]]);
  expect(learn({ 'alfa bravo': [1], 'sierra alfa bravo': [1] })).toEqual([['alfa bravo', [[1, 16]]]]);
});

test('a line of words that say nothing leads nowhere, and gets a pair', () => {
  expect(learn({ 'papa quebec': [0], alfa: [0] })).toEqual([['papa quebec', [[0, 1]]]]);
  expect(learn({ papa: [0] })).toEqual([]);
});

test('a pair with the hash of a word stays out', () => {
  expect(learn({ 'alfa bravo golf': [1] }, new Set([hashOf('alfa bravo')]))).toEqual([['bravo golf', [[1, 8]]]]);
  expect(learn({ 'alfa bravo': [1] }, new Set([hashOf('alfa bravo')]))).toEqual([]);
});
