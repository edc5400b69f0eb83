import type { Result } from './summary.ts';

/** Where a question stands: it is asked, what comes next is asked, or the reader looks at what was listened for. */
export type Stage = 'ask' | 'next' | 'check';

/** A mock interview that goes on, as it outlives a reload. */
export interface KeptInterview {
  /** The fragment of its link, which says what is asked. */
  fragment: string;
  /** Of the questions that are over, in order. */
  results: Result[];
  /** Of the question after them. */
  stage: Stage;
  heard: number[];
  followUp: boolean;
  /** The reader looks at the summary. */
  over: boolean;
  /** Seconds of the interview, and of that question. */
  whole: number;
  own: number;
}

const isPlaces = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((one) => Number.isInteger(one) && one >= 0);
const isTime = (value: unknown) => Number.isFinite(value) && (value as number) >= 0;
const isResult = (value: unknown): value is Result => {
  const { number, seconds, heard, followUp, grade } = (value ?? {}) as Partial<Result>;
  return (
    Number.isInteger(number) &&
    isTime(seconds) &&
    isPlaces(heard) &&
    [undefined, true, false].includes(followUp) &&
    [undefined, 1, 2, 3, 4].includes(grade)
  );
};

/** The interview in a text that was kept; undefined where it is none of ours. */
export function readKept(text: string): KeptInterview | undefined {
  try {
    const value = JSON.parse(text) as KeptInterview;
    const { fragment, results, stage, heard, followUp, over, whole, own } = value;
    const isOurs =
      typeof fragment === 'string' &&
      Array.isArray(results) &&
      results.every(isResult) &&
      ['ask', 'next', 'check'].includes(stage) &&
      isPlaces(heard) &&
      typeof followUp === 'boolean' &&
      typeof over === 'boolean' &&
      isTime(whole) &&
      isTime(own);
    return isOurs ? value : undefined;
  } catch {
    return undefined;
  }
}
