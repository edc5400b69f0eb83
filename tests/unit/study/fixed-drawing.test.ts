import { parse } from 'node-html-parser';
import { expect, test } from 'vitest';
import { light } from '../../../src/study/colors.ts';
import { fixDrawing } from '../../../src/study/fixed-drawing.ts';

/** What becomes of a drawing that has `inside`. */
function fixed(inside: string) {
  const svg = parse(`<svg width="100%" height="60">${inside}</svg>`).querySelector('svg')!;
  fixDrawing(svg);
  return svg;
}

test('a drawing has the width of a reader, its height, and no style sheet', () => {
  const svg = fixed('<style>line{stroke:red}</style><style>.b{}</style>');
  expect(svg.toString()).toBe('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 60"></svg>');
});

test('shares of the width become pixels, to a tenth; what is said in pixels stays', () => {
  const svg = fixed(
    '<line class="a" x1="10%" x2="33.333%" y1="1" y2="2"/><rect x="7" width="50%" y="50%"/><text x="0%">a</text><path d="M1 2" class="b"/>',
  );
  expect(svg.querySelector('line')!.attributes).toMatchObject({ x1: '42', x2: '140', y1: '1', y2: '2' });
  expect(svg.querySelector('rect')!.attributes).toMatchObject({ x: '7', width: '210', y: '50%' });
  expect(svg.querySelector('text')!.getAttribute('x')).toBe('0');
  expect(svg.querySelectorAll('[class]').map(({ rawTagName }) => rawTagName)).toEqual(['path']);
});

test.each([
  ['<line/>', { stroke: light.muted, fill: 'none' }],
  ['<path/>', { stroke: light.muted, fill: 'none' }],
  ['<path class="life"/>', { stroke: '#a9a294', fill: 'none', class: 'life' }],
  ['<path class="tip"/>', { stroke: 'none', fill: light.muted, class: 'tip' }],
  ['<rect/>', { stroke: light.muted, fill: light.surface }],
  ['<rect class="act"/>', { stroke: light.accent, fill: light.wash }],
  ['<text>a</text>', { fill: light.ink, 'text-anchor': 'middle', 'font-size': '13', 'font-family': 'sans-serif' }],
  ['<text class="start">a</text>', { 'text-anchor': 'start', 'font-size': '13', fill: light.ink }],
  ['<text class="end">a</text>', { 'text-anchor': 'end', 'font-size': '13', fill: light.ink }],
  ['<text class="actor">a</text>', { 'text-anchor': 'middle', 'font-weight': 'bold', fill: light.ink }],
])('%s has its look as attributes', (inside, attributes) => {
  const { attributes: found } = fixed(inside).querySelector('line, path, rect, text')!;
  expect(found).toMatchObject(attributes);
  expect(found['class']).toBe((attributes as { class?: string }).class);
});

test('a drawing within one is a group, moved by as much, however deep', () => {
  const svg = fixed('<svg x="25%" y="4"><line/><svg y="10%"><rect/></svg></svg><svg></svg>');
  expect(svg.querySelectorAll('g').map((group) => group.getAttribute('transform'))).toEqual([
    'translate(105 4)',
    'translate(0 42)',
    'translate(0 0)',
  ]);
  expect(svg.querySelector('g > g > rect')).not.toBeNull();
  expect(svg.querySelectorAll('svg')).toEqual([]);
});
