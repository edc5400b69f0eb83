import { getCollection } from 'astro:content';
import { type Answer, getAnswers } from './answers.ts';

/** A day on which pins moved: `name version` of what moved, and the answers whose records changed. */
export interface Change {
  date: string;
  releases: string[];
  answers: Answer[];
  /** What happened, in a sentence. */
  summary: string;
}

/** All changes, newest first. Throws for an answer that does not exist. */
export async function getChanges(): Promise<Change[]> {
  const all = await getAnswers();
  const changes = (await getCollection('changes')).sort((a, b) => b.data.order - a.data.order);
  return changes.map(({ data }, index) => {
    const answers = data.answers.map((id) => {
      const answer = all.find(({ entry }) => entry.id === id);
      if (!answer) throw new Error(`content/changes.yaml, ${data.date}: there is no answer "${id}".`);
      return answer;
    });
    const numbers = answers.map(({ number }) => number).join(', ');
    const first = index === changes.length - 1;
    const summary = first ? 'First published.' : numbers ? `Changed answers: ${numbers}.` : 'No record changed.';
    return { date: data.date, releases: data.releases, answers, summary };
  });
}
