import type { Answer, Change } from './collections.ts';

/** A day on which pins moved, as pages and the feed show it. */
export interface ChangeNote {
  date: string;
  /** `name version` of what moved. */
  releases: string[];
  /** The answers whose records changed. */
  answers: Answer[];
  /** What happened, in a sentence. */
  summary: string;
}

/** What pages and the feed say of `changes`, which come newest first; `all` are all answers. Throws for an answer that does not exist. */
export function describeChanges(changes: Change[], all: Answer[]): ChangeNote[] {
  return changes.map((change, index) => {
    const answers = change.answers.map((id) => {
      const answer = all.find((one) => one.id === id);
      if (!answer) throw new Error(`content/changes.yaml, ${change.date}: there is no answer "${id}".`);
      return answer;
    });
    const numbers = answers.map(({ number }) => number).join(', ');
    const first = index === changes.length - 1;
    const summary = first ? 'First published.' : numbers ? `Changed answers: ${numbers}.` : 'No record changed.';
    return { date: change.date, releases: change.releases, answers, summary: change.note ?? summary };
  });
}
