import { expect, test } from 'vitest';
import { readRecord } from '../../../src/lib/records.ts';

test('a record is read whole, or the steps that are named, in its order', () => {
  const folder = 'routing/path-parameters';
  const names = (steps?: string[]) => readRecord(folder, 'convertors.py', steps).steps.map(({ step }) => step);
  expect(names()).toEqual(['hint', 'convertor', 'minus']);
  expect(names(['minus', 'hint'])).toEqual(['hint', 'minus']);
  expect(names([])).toEqual([]);
  expect(readRecord(folder, 'none.py').steps).toEqual([]);
});
