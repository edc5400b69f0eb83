/** A piece of two texts that are compared: in both, or only in the first or the second. */
export interface Piece {
  text: string;
  in: 'both' | 'first' | 'second';
}

const word = /-?\d+(?:\.\d+)?|[\p{L}\p{N}_]+/gu;

/** The words of a text, each with what stands before it. */
function wordsOf(text: string): { gap: string; word: string }[] {
  let from = 0;
  return [...text.matchAll(word)].map((match) => {
    const gap = text.slice(from, match.index);
    from = match.index + match[0].length;
    return { gap, word: match[0] };
  });
}

/**
 * Compares two texts word by word, as a reader would: white space, brackets and quotes make no difference. The pieces that are in the
 * second, with those in both, make up the second text as it stands; what only the first has stands where it would be.
 */
export function differenceOf(first: string, second: string): Piece[] {
  const [a, b] = [wordsOf(first), wordsOf(second)];
  // The longest common subsequence: common[i][j] is its length from words i and j on.
  const common = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const same = a[i]!.word === b[j]!.word;
      common[i]![j] = same ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
    }
  }
  const pieces: Piece[] = [];
  const gap = (text: string) => text && pieces.push({ text, in: 'both' });
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i]!.word === b[j]!.word) {
      gap(b[j]!.gap);
      pieces.push({ text: b[j]!.word, in: 'both' });
      i += 1;
      j += 1;
    } else if (j === b.length || (i < a.length && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      pieces.push({ text: a[i]!.word, in: 'first' });
      i += 1;
    } else {
      gap(b[j]!.gap);
      pieces.push({ text: b[j]!.word, in: 'second' });
      j += 1;
    }
  }
  const end = b.reduce((length, one) => length + one.gap.length + one.word.length, 0);
  gap(second.slice(end));
  return pieces;
}

/** The pieces, line by line as the second text has them. */
export function linesOf(pieces: Piece[]): Piece[][] {
  const lines: Piece[][] = [[]];
  for (const { text, in: side } of pieces) {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (part) lines.at(-1)!.push({ text: part, in: side });
    }
  }
  return lines;
}

/** The words that are only in the first or only in the second text. */
export const wordsIn = (pieces: Piece[], side: 'first' | 'second'): string[] =>
  pieces.filter((piece) => piece.in === side).map(({ text }) => text);
