import { diffArrays } from 'diff';

/** Text of a line, and whether the other side has it. */
export interface Piece {
  text: string;
  changed: boolean;
}

/** A line of two texts that are compared: in both, only as it was recorded, or only as it is now. */
export interface ComparedLine {
  in: 'both' | 'recorded' | 'now';
  pieces: Piece[];
}

/** What stands in a record for what varies from run to run: an ellipsis, or a word such as `<token>`. */
const varying = /…|<[a-z][a-z ]*>/;

/** Whether `now` is what was recorded, where a mask stands for any text within its line. */
export function fits(recorded: string, now: string): boolean {
  if (recorded === now) return true;
  const [before, after] = [recorded.split('\n'), now.split('\n')];
  return before.length === after.length && before.every((line, at) => fitsLine(line, after[at]!));
}

/** The same for one line, in one pass: as a pattern it could try for minutes on what a program sends. */
function fitsLine(recorded: string, now: string): boolean {
  const fixed = recorded.split(varying);
  const [first = '', last] = [fixed[0], fixed.at(-1)!];
  if (fixed.length === 1) return first === now;
  if (!now.startsWith(first)) return false;
  let at = first.length;
  for (const text of fixed.slice(1, -1)) {
    // A mask stands for a sign at least.
    const found = now.indexOf(text, at + 1);
    if (found < 0) return false;
    at = found + text.length;
  }
  return now.length - last.length > at && now.endsWith(last);
}

const wordsOf = (line: string): string[] => line.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];

/** Edits after which two texts count as wholly different: comparing on would cost more than it tells. */
const maxEditLength = 400;

/** Two lines that stand for each other, word by word; where they share no word, each is changed as a whole. */
function comparePair(recorded: string, now: string): [ComparedLine, ComparedLine] {
  const parts = diffArrays(wordsOf(recorded), wordsOf(now), { maxEditLength }) ?? [];
  const share = parts.some(({ added, removed, value }) => !added && !removed && /[\p{L}\p{N}]/u.test(value.join('')));
  const pieces = (text: string, other: 'added' | 'removed'): Piece[] =>
    share
      ? parts
          .filter((part) => !part[other])
          .map(({ value, added, removed }) => ({ text: value.join(''), changed: added || removed }))
      : [{ text, changed: true }];
  return [
    { in: 'recorded', pieces: pieces(recorded, 'added') },
    { in: 'now', pieces: pieces(now, 'removed') },
  ];
}

/** Lines of a text that are compared and shown: more would hold up the page. */
const mostLines = 2000;

/** The lines of a text; of more than a page can show, the first, and how many more there are. */
export function linesOf(text: string): string[] {
  const lines = text ? text.split('\n') : [];
  const rest = lines.length - mostLines;
  return rest > 0 ? [...lines.slice(0, mostLines), `… ${rest} more lines`] : lines;
}

/** Compares two texts line by line, and the lines that stand for each other word by word; masks in `recorded` fit any text. */
export function compare(recorded: string, now: string): ComparedLine[] {
  const [before, after] = [linesOf(recorded), linesOf(now)];
  const parts = diffArrays(before, after, { comparator: fits, maxEditLength }) ?? [
    { value: before, removed: true, added: false },
    { value: after, removed: false, added: true },
  ];
  const lines: ComparedLine[] = [];
  let gone: string[] = [];
  const whole = (side: ComparedLine['in']) => (text: string) => ({
    in: side,
    pieces: [{ text, changed: side !== 'both' }],
  });
  /** What is gone stands directly before what came in its place. */
  const settle = (come: string[]) => {
    const pairs = gone.slice(0, come.length).map((line, at) => comparePair(line, come[at]!));
    lines.push(...pairs.map(([line]) => line), ...gone.slice(pairs.length).map(whole('recorded')));
    lines.push(...pairs.map(([, line]) => line), ...come.slice(pairs.length).map(whole('now')));
    gone = [];
  };
  for (const { value, added, removed } of parts) {
    if (removed) {
      gone.push(...value);
    } else if (added) {
      settle(value);
    } else {
      settle([]);
      lines.push(...value.map(whole('both')));
    }
  }
  settle([]);
  return lines;
}

/** How many lines differ, counted on the side that has more of them. */
export function countDifferences(lines: ComparedLine[]): number {
  const count = (side: ComparedLine['in']) => lines.filter((line) => line.in === side).length;
  return Math.max(count('recorded'), count('now'));
}
