import type { Turn } from './interview.ts';
import type { KeptInterview, Stage } from './kept-interview.ts';
import type { Grade } from './progress.ts';
import type { Result } from './summary.ts';

/** Where a mock interview and its question stand, but for the clocks; `fragment` is that of its link, '' before it begins. */
export type MockState = Omit<KeptInterview, 'whole' | 'own'>;

/** Where each question begins. */
const asked = { stage: 'ask', heard: [], followUp: false, over: false } as const;

/** An interview that begins. */
export const started = (fragment: string): MockState => ({ fragment, results: [], ...asked, heard: [] });

/** One that was kept, without the questions that are not `known` any more. */
export const resumed = (
  { fragment, results, stage, heard, followUp, over }: KeptInterview,
  known: (number: number) => boolean,
): MockState => ({
  fragment,
  results: results.filter(({ number }) => known(number)),
  stage,
  heard,
  followUp,
  over,
});

/** What comes once something was said: what they ask next, if they do, then a look at what was listened for. */
export const stageAfter = (stage: Stage, { next }: Turn): Stage =>
  stage === 'ask' && next !== undefined ? 'next' : 'check';

/** The interview after its question, which took `seconds`: without a grade it was skipped. */
export function concluded(
  state: MockState,
  { number, next }: Turn,
  seconds: number,
  grade: Grade | undefined,
): MockState {
  const { heard, followUp, results, stage } = state;
  const isFollowed = next !== undefined && stage !== 'ask';
  const result: Result = {
    number,
    seconds: Math.round(seconds),
    heard,
    ...(isFollowed && { followUp }),
    ...(grade && { grade }),
  };
  return { ...state, results: [...results, result], ...asked, heard: [] };
}
