import { expect, test } from 'vitest';
import { movePrint, splitPrint } from '../../../src/lib/print-styles.ts';

test('rules for paper leave the sheet, in their order', () => {
  expect(splitPrint('a{b:c}@media print{d{e:f}}g{h:i}@media print{j{k:"}"}}')).toEqual({
    screen: 'a{b:c}g{h:i}',
    print: '@media print{d{e:f}}@media print{j{k:"}"}}',
  });
});

test('what is in a layer stays in that layer', () => {
  expect(splitPrint('@layer base{a{b:c}@media print{d{e:f}}}@layer x,y;@layer{g{h:i}}')).toEqual({
    screen: '@layer base{a{b:c}}@layer x,y;@layer{g{h:i}}',
    print: '@layer base{@media print{d{e:f}}}',
  });
});

test('rules for a screen stay, whatever they say of print', () => {
  const css =
    '@media screen{a{b:c}}@media not print{d{e:f}}@supports (g:h){i{j:k}}@media print and (width<9rem){l{m:n}}';
  expect(splitPrint(css)).toEqual({ screen: css, print: '' });
});

test('all styles of a head are freed of them, one that is left empty goes, and a drawing keeps its own', () => {
  const drawing = '<svg><style>@media print{g{h:i}}</style></svg>';
  const page = `<head><style>@media print{a{b:c}}</style><title>x</title><style>d{e:f}@media print{j{k:l}}</style></head>${drawing}`;
  expect(movePrint(page, (print) => `<link "${print}">`)).toBe(
    `<head><title>x</title><style>d{e:f}</style><link "@media print{a{b:c}}@media print{j{k:l}}"></head>${drawing}`,
  );
  expect(movePrint('<head><style>a{b:c}</style></head>', () => 'never')).toBe('<head><style>a{b:c}</style></head>');
});
