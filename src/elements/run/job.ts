import type { SharedProgram } from '../../run/link.ts';
import type { AnswerRuns, Runnable } from '../../run/protocol.ts';

/** What a bench is opened for. */
export interface Job {
  runs: AnswerRuns;
  program: Runnable;
  /** The page that a link leads to, as a path below the base, and what the link calls the program. */
  page: string;
  name: string;
  /** What came with a link: shown with a notice, and never run by itself. */
  shared?: SharedProgram | undefined;
  /** Whether it is the page for any program, which may import what it likes and need be no application. */
  isFree?: boolean;
}
