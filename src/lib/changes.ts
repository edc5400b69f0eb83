import { getCollection } from 'astro:content';
import { type Answer, getAnswers } from './answers.ts';

/** A day on which pins moved: `name version` of what moved, and the answers whose records changed. */
export interface Change {
  date: string;
  releases: string[];
  answers: Answer[];
}

/** All changes, newest first. Throws for an answer that does not exist. */
export async function getChanges(): Promise<Change[]> {
  const all = await getAnswers();
  const changes = (await getCollection('changes')).sort((a, b) => Number(b.id) - Number(a.id));
  return changes.map(({ data }) => ({
    date: data.date,
    releases: data.releases,
    answers: data.answers.map((id) => {
      const answer = all.find(({ entry }) => entry.id === id);
      if (!answer) throw new Error(`content/changes.yaml, ${data.date}: there is no answer "${id}".`);
      return answer;
    }),
  }));
}
