import { describe, expect, test } from 'vitest';
import { classOf, percent, placeAround, placeBars, placeColumns, share, textWidth } from '../../../src/lib/drawing.ts';

test('shares are of the narrowest page, 288 pixels, and written with a tenth of a percent', () => {
  expect(share(144)).toBe(0.5);
  expect(percent(1 / 3)).toBe('33.3%');
  expect(percent(1)).toBe('100%');
});

test('a text is taken to be as wide as a wide font sets it', () => {
  // Thin, common, capital and broad signs: 0.38, 0.62, 0.68 and 0.92 of 13 pixels.
  expect(textWidth('i')).toBe(5);
  expect(textWidth('a')).toBe(9);
  expect(textWidth('A')).toBe(9);
  expect(textWidth('m')).toBe(12);
  expect(textWidth('')).toBe(0);
  expect(textWidth('am')).toBe(21);
});

test('what would be cut at an edge is set from that edge', () => {
  expect(placeAround(0.5, 100)).toEqual({ x: 0.5, anchor: 'middle' });
  expect(placeAround(0.1, 100)).toEqual({ x: 0, anchor: 'start' });
  expect(placeAround(0.9, 100)).toEqual({ x: 1, anchor: 'end' });
  // Exactly as wide as the room there is.
  expect(placeAround(0.25, 144)).toEqual({ x: 0.25, anchor: 'middle' });
  expect(placeAround(0.75, 144)).toEqual({ x: 0.75, anchor: 'middle' });
});

test('the middle of a text needs no class', () => {
  expect(classOf({ x: 0, anchor: 'middle' })).toBeUndefined();
  expect(classOf({ x: 0, anchor: 'end' })).toBe('end');
});

describe('columns', () => {
  test('the outer ones keep room for what stands in them, the others lie between in proportion', () => {
    expect(
      placeColumns([
        { at: 0, width: 144 },
        { at: 1, width: 10 },
        { at: 2, width: 144 },
      ]),
    ).toEqual([0.25, 0.5, 0.75]);
    expect(
      placeColumns([
        { at: 0, width: 144 },
        { at: 3, width: 144 },
        { at: 1, width: 0 },
      ]),
    ).toEqual([0.25, 0.75, 0.25 + 0.5 / 3]);
  });

  test('narrow ones stay off the edges, the widest of a column counts, a lone one stands in the middle', () => {
    expect(
      placeColumns([
        { at: 0, width: 1 },
        { at: 1, width: 1 },
      ]),
    ).toEqual([0.12, 0.88]);
    expect(
      placeColumns([
        { at: 0, width: 1 },
        { at: 0, width: 144 },
        { at: 1, width: 1 },
      ]),
    ).toEqual([0.25, 0.25, 0.88]);
    expect(
      placeColumns([
        { at: 4, width: 9 },
        { at: 4, width: 1 },
      ]),
    ).toEqual([0.5, 0.5]);
  });
});

describe('bars', () => {
  const placeOf = (bars: [number, number, string][], steps: number) =>
    placeBars(bars, steps).map(({ row, place }) => [row, place.x, place.anchor]);

  test('a text stands in its bar, or where there is room beside it', () => {
    expect(placeOf([[0, 5, 'inside']], 10)).toEqual([[0, 0.25, 'middle']]);
    expect(placeOf([[0, 1, 'to the right']], 10)).toEqual([[0, 0.1, 'start']]);
    expect(placeOf([[9, 10, 'to the left']], 10)).toEqual([[0, 0.9, 'end']]);
    expect(
      placeOf(
        [
          [0, 1, 'one'],
          [5, 6, 'two'],
        ],
        10,
      ),
    ).toEqual([
      [0, 0.1, 'start'],
      [0, 0.6, 'start'],
    ]);
  });

  test('bars whose texts have no room beside each other stand in rows of their own', () => {
    expect(
      placeOf(
        [
          [0, 1, 'too long'],
          [1, 2, 'for one row'],
        ],
        10,
      ),
    ).toEqual([
      [0, 0.1, 'start'],
      [1, 0.2, 'start'],
    ]);
    // The first bar's text takes the room that the second's would need.
    expect(
      placeOf(
        [
          [0, 1, 'takes all of this'],
          [7, 10, 'longer than its bar'],
        ],
        10,
      ),
    ).toEqual([
      [0, 0.1, 'start'],
      [1, 0.7, 'end'],
    ]);
  });

  test('a text that fits nowhere begins in its bar', () => {
    expect(placeOf([[2, 8, 'a text that is longer than any room this drawing has']], 10)).toEqual([[0, 0.2, 'start']]);
  });

  test('bars lie at their shares of the axis', () => {
    expect(placeBars([[1, 3, 'x']], 4)).toEqual([
      { start: 0.25, end: 0.75, text: 'x', row: 0, place: { x: 0.5, anchor: 'middle' } },
    ]);
  });
});
