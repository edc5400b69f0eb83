import { expect, test } from 'vitest';
import { readLiteral } from '../../../src/lib/literal.ts';

test.each([
  ['"a"', 'a'],
  ["'it\\'s'", "it's"],
  ['12', 12],
  ['-0.5', -0.5],
  ['true', true],
  ['null', null],
  ['[1, [2, "x"],]', [1, [2, 'x']]],
  ["{ name: 'x', 'a b': [1], 3: 2 }", { name: 'x', 'a b': [1], 3: 2 }],
  [' [] ', []],
])('%s is data', (source, value) => {
  expect(readLiteral(source)).toEqual(value);
});

test.each([
  'process.env.HOME',
  '"home " + globalThis.process.env.HOME',
  '`text`',
  'x',
  'f()',
  '() => 1',
  '[...x]',
  '[,1]',
  '{ ...x }',
  '{ x }',
  '{ [x]: 1 }',
  '{ get x() { return 1 } }',
  '{ x() {} }',
  '/x/',
  '1n',
  '!0',
  '+1',
  '-x',
  '1, 2',
  '1; f()',
])('%s would be run', (source) => {
  expect(() => readLiteral(source)).toThrow(/is not a plain value|more than one value/);
});

test('the piece that is at fault is named', () => {
  expect(() => readLiteral('[1, f(2)]')).toThrow('"f(2)" is not a plain value');
  expect(() => readLiteral('{ a: 1, b }')).toThrow('"b" is not a plain value');
  expect(() => readLiteral('1 2')).toThrow('"1 2" is more than one value');
});

test('what is no expression at all is refused', () => {
  expect(() => readLiteral('[1')).toThrow();
});
