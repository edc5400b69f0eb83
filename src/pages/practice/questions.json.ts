import type { APIRoute } from 'astro';
import { getAnswers, getSections } from '../../lib/collections.ts';
import { readTimes } from '../../study/deck-times.ts';
import { type PracticeData, practiceOf } from '../../study/practice-data.ts';

/** The questions with what is said and listened for, for practice: a tenth of /answers.json. */
export const GET: APIRoute = async () => {
  const times = readTimes();
  const data: PracticeData = {
    sections: (await getSections()).map(({ id, title }) => ({ id, title })),
    questions: (await getAnswers()).map(({ data: answer, section, url, number }) =>
      practiceOf(answer, { section: section.id, url, hash: times.get(number)?.hash ?? '' }),
    ),
  };
  return Response.json(data);
};
