import type { APIRoute } from 'astro';
import { getAnswers } from '../../lib/collections.ts';
import { readTimes } from '../../study/deck-times.ts';
import { spokenOf } from '../../study/spoken.ts';

/** All questions as they are asked and answered aloud: what rehearsing needs, when it begins. */
export const GET: APIRoute = async () => {
  const times = readTimes();
  return Response.json((await getAnswers()).map((answer) => spokenOf(answer, times)));
};
