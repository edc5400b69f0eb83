import type { HTMLElement } from 'node-html-parser';
import { light } from './colors.ts';

/** Pixels across a drawing where its page has no width of its own: what a 6-inch reader shows at about the size of its text. */
const width = 420;

/** What src/styles/diagram.css says of each kind of thing, as attributes: e-readers know neither tokens nor style sheets in drawings. */
const looks: [selector: string, attributes: { [name: string]: string }][] = [
  ['line, path', { stroke: light.muted, fill: 'none' }],
  ['rect', { stroke: light.muted, fill: light.surface }],
  ['rect.act', { stroke: light.accent, fill: light.wash }],
  ['path.life', { stroke: '#a9a294' }],
  ['path.tip', { fill: light.muted, stroke: 'none' }],
  ['text', { fill: light.ink, 'text-anchor': 'middle', 'font-size': '13', 'font-family': 'sans-serif' }],
  ['text.start', { 'text-anchor': 'start' }],
  ['text.end', { 'text-anchor': 'end' }],
  ['text.actor', { 'font-weight': 'bold' }],
];

const pixels = (value: string) => {
  const number = value.endsWith('%') ? (Number.parseFloat(value) / 100) * width : Number(value);
  return Math.round(number * 10) / 10;
};

/** Gives a drawing of a page, whose shares are those of the page's width, a fixed size and its looks: e-readers scale it as a whole. */
export function fixDrawing(svg: HTMLElement): void {
  const height = Number(svg.getAttribute('height'));
  for (const style of svg.querySelectorAll('style')) style.remove();
  for (const [selector, attributes] of looks) {
    for (const node of svg.querySelectorAll(selector)) {
      for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    }
  }
  for (const node of svg.querySelectorAll('line, rect, text')) {
    node.removeAttribute('class');
    for (const name of ['x', 'x1', 'x2', 'width']) {
      const value = node.getAttribute(name);
      if (value?.endsWith('%')) node.setAttribute(name, String(pixels(value)));
    }
  }
  for (let part = svg.querySelector('svg'); part; part = svg.querySelector('svg')) {
    const at = [part.getAttribute('x') ?? '0', part.getAttribute('y') ?? '0'].map(pixels);
    part.replaceWith(`<g transform="translate(${at.join(' ')})">${part.innerHTML}</g>`);
  }
  for (const attribute of ['width', 'height']) svg.removeAttribute(attribute);
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
}
