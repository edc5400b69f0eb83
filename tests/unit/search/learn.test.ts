import { expect, test } from 'vitest';
import { type Example, learn } from '../../../src/search/learn.ts';

const example = (answer: number, ...terms: string[]): Example => ({
  terms: new Map(terms.map((term) => [term, 1])),
  answer,
  weight: 1,
});
const weights = (said: { [term: string]: { [answer: number]: number } }) =>
  new Map(
    Object.entries(said).map(([term, where]) => [
      term,
      new Map(Object.entries(where).map(([answer, weight]) => [Number(answer), weight])),
    ]),
  );
const said = (learned: ReturnType<typeof learn>, term: string) =>
  Object.fromEntries(
    [...(learned.get(term) ?? [])].map(([answer, weight]) => [answer, Math.round(weight * 1000) / 1000]),
  );

test('a word that tells answers apart comes to say so, one that stands with all says nothing', () => {
  const learned = learn(
    new Map(),
    [example(0, 'model', 'nest'), example(1, 'model', 'default'), example(0, 'nest'), example(1, 'default')],
    2,
  );
  const [nest, model] = [said(learned, 'nest'), said(learned, 'model')];
  expect(nest[0]).toBeGreaterThan(2);
  expect(nest[1]).toBe(0);
  expect(model[0]).toBeLessThan(0.2);
  expect(model[0]).toBe(model[1]);
});

test('what the text says is where learning begins, and stays where nobody contradicts it', () => {
  const before = weights({ cors: { 1: 2 }, other: { 0: 1.5 } });
  const learned = learn(before, [example(0, 'nest'), example(1, 'nest')], 2);
  expect(said(learned, 'cors')).toEqual({ 1: 2 });
  expect(said(learned, 'other')).toEqual({ 0: 1.5 });
  // Contradicted, it gives way, but never below nothing.
  const against = said(
    learn(
      before,
      Array.from({ length: 9 }, () => example(0, 'cors')),
      2,
    ),
    'cors',
  );
  expect(against[0]).toBeGreaterThan(against[1]!);
  expect(against[1]).toBeGreaterThanOrEqual(0);
  expect(before.get('cors')).toEqual(new Map([[1, 2]]));
});

test('a weightier example says more, and rounds go further', () => {
  const one = [example(0, 'word'), example(1, 'other')];
  const light = said(learn(new Map(), one, 2), 'word')[0]!;
  const heavy = said(learn(new Map(), [{ ...one[0]!, weight: 3 }, one[1]!], 2), 'word')[0]!;
  expect(heavy).toBeGreaterThan(light);
  expect(said(learn(new Map(), one, 2, 1), 'word')[0]).toBeLessThan(light);
  expect(said(learn(new Map(), one, 2, 0), 'word')).toEqual({ 0: 0, 1: 0 });
});

test('the first step is that of the logistic regression', () => {
  // Chances are even: the slope is 1 − 1/2, the curvature 1/4, the restraint 0.04: 0.5 × 0.5 / (0.25 + 0.08).
  expect(said(learn(new Map(), [example(0, 'word')], 2, 1), 'word')).toEqual({ 0: 0.758, 1: 0 });
  // Two words share the input: each has 1/√2 to the power 0.7.
  expect(said(learn(new Map(), [example(0, 'a', 'b')], 2, 1), 'a')).toEqual({ 0: 0.839, 1: 0 });
});

test('an example without words teaches nothing', () => {
  expect(learn(new Map(), [{ terms: new Map(), answer: 0, weight: 1 }], 2).size).toBe(0);
});

test('on a large site an example is compared with its own answer and the likeliest others', () => {
  const before = weights({ word: Object.fromEntries(Array.from({ length: 99 }, (_, at) => [at, 1 + at / 100])) });
  const learned = learn(before, [example(3, 'word')], 100);
  // 63 rivals from the likeliest down to the 36th, and its own; the others keep what the text says.
  const changed = [...learned.get('word')!].filter(([at, weight]) => weight !== 1 + at / 100).map(([at]) => at);
  expect(changed).toHaveLength(64);
  expect(changed).toContain(3);
  expect(changed).toContain(98);
  expect(changed).toContain(36);
  expect(changed).not.toContain(35);
});
