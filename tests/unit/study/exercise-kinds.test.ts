import { expect, test } from 'vitest';
import { exerciseKinds } from '../../../src/study/exercise-kinds.ts';
import { mistakesIn, predictionsIn } from '../../../src/study/exercises.ts';

test('each kind of exercise is named and described, alone and with its chapter', () => {
  expect(Object.keys(exerciseKinds)).toEqual(['mistakes', 'predict']);
  const { mistakes, predict } = exerciseKinds;
  expect([mistakes.name, mistakes.nameIn('Routing')]).toEqual([
    'Which sentence is wrong?',
    'Which sentence is wrong? Routing',
  ]);
  expect([predict.name, predict.nameIn('Routing')]).toEqual(['Predict the output', 'Predict the output: Routing']);
  for (const kind of [mistakes, predict]) {
    expect(kind.descriptionOf('Routing', 9)).toMatch(/^9 exercises on Routing: .+\.$/);
    expect(kind.description).toMatch(/^Exercises .+\.$/);
    expect(kind.lead).toMatch(/\.$/);
  }
  expect(mistakes.itemsOf).toBe(mistakesIn);
  expect(predict.itemsOf).toBe(predictionsIn);
});
