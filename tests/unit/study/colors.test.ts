import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dark, light } from '../../../src/study/colors.ts';

const tokens = new Map(
  [...readFileSync('src/styles/theme.css', 'utf8').matchAll(/--color-([a-z]+): light-dark\((#\w+), (#\w+)\)/g)].map(
    ([, name, light, dark]) => [name, { light, dark }],
  ),
);

test('pictures, the deck and the EPUB have the colors of the pages', () => {
  for (const [name, color] of Object.entries(light)) expect(color, name).toBe(tokens.get(name)?.light);
  for (const [name, color] of Object.entries(dark)) expect(color, name).toBe(tokens.get(name)?.dark);
});

test('so has the icon', () => {
  const colors = [...readFileSync('public/favicon.svg', 'utf8').matchAll(/#\w+/g)].map(([color]) => color);
  expect(new Set(colors)).toEqual(new Set([light.accent, light.paper]));
});
