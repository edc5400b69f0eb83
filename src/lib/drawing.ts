/**
 * Drawings are as wide as their page: what lies across is in shares of the width, what lies down in pixels, and text keeps its size.
 * Texts are placed for the narrowest page, so that one drawing serves all.
 */

/** Width of the narrowest page's text, in pixels: a window of 320 without its edges. */
const narrowest = 288;
const fontSize = 13;

/** The share of the narrowest page that so many pixels take. */
export const share = (pixels: number): number => pixels / narrowest;

/** A share of the width as SVG has it. */
export const percent = (part: number): string => `${Math.round(part * 1000) / 10}%`;

/** Width of a drawing's text in pixels, rather more than less: the font is the reader's. */
export const textWidth = (text: string): number => {
  const widths = [...text].map((sign) =>
    /[MWmw@%]/.test(sign) ? 0.92 : /[A-Z_]/.test(sign) ? 0.68 : /[\s"'(),.:;[\]fijlrt/|-]/.test(sign) ? 0.38 : 0.62,
  );
  return Math.ceil(fontSize * widths.reduce((sum, one) => sum + one, 0));
};

/** Where a text stands: a share of the width, which of its ends is there, and how many pixels beside it. */
export interface Place {
  x: number;
  anchor: 'start' | 'middle' | 'end';
  dx?: number;
}

/** The class that a text has for its place; the middle is what needs none. */
export const classOf = ({ anchor }: Place): string | undefined => (anchor === 'middle' ? undefined : anchor);

/** Where something `width` pixels wide stands: around `at`, unless the narrowest page would cut it. */
export function placeAround(at: number, width: number): Place {
  const half = share(width / 2);
  if (at < half) return { x: 0, anchor: 'start' };
  return at + half > 1 ? { x: 1, anchor: 'end' } : { x: at, anchor: 'middle' };
}

/** The places of columns as shares, from their positions and the widths in pixels of what stands in them; none is cut at an edge. */
export function placeColumns(columns: { at: number; width: number }[]): number[] {
  const first = Math.min(...columns.map(({ at }) => at));
  const last = Math.max(...columns.map(({ at }) => at));
  if (first === last) return columns.map(() => 0.5);
  const halfOf = (at: number) =>
    Math.max(0.12, ...columns.filter((one) => one.at === at).map(({ width }) => share(width / 2)));
  const left = halfOf(first);
  const right = 1 - halfOf(last);
  return columns.map(({ at }) => left + ((at - first) / (last - first)) * (right - left));
}

/** A bar of a timeline, with the row of its lane that it stands in and the place of its text. */
export interface PlacedBar {
  start: number;
  end: number;
  text: string;
  row: number;
  place: Place;
}

/**
 * Places the bars of a lane and their texts: inside, or beside where that is free. Where one row has no room for every text, each bar
 * gets a row of its own.
 */
export function placeBars(bars: [start: number, end: number, text: string][], steps: number): PlacedBar[] {
  let taken = 0;
  const inOneRow = bars.map(([from, to, text], index) => {
    const [start, end, next] = [from / steps, to / steps, (bars[index + 1]?.[0] ?? steps) / steps];
    const place = placeBeside(start, end, text, taken, next);
    taken = end + (place?.anchor === 'start' ? share(textWidth(text) + 6) : 0);
    return { start, end, text, row: 0, place };
  });
  if (inOneRow.every(({ place }) => place)) return inOneRow as PlacedBar[];
  return inOneRow.map((bar, row) => ({
    ...bar,
    row,
    place: placeBeside(bar.start, bar.end, bar.text, 0, 1) ?? { x: bar.start, anchor: 'start', dx: 5 },
  }));
}

function placeBeside(start: number, end: number, text: string, from: number, to: number): Place | undefined {
  const width = share(textWidth(text) + 6);
  if (width <= end - start) return { x: (start + end) / 2, anchor: 'middle' };
  if (width <= to - end) return { x: end, anchor: 'start', dx: 5 };
  return width <= start - from ? { x: start, anchor: 'end', dx: -5 } : undefined;
}
