import type { APIRoute } from 'astro';
import { getAnswers } from '../lib/collections.ts';
import { markdownOf } from '../study/source.ts';

/** The Markdown of all answers, one after another. */
export const GET: APIRoute = async () => {
  const all = await getAnswers();
  return new Response(all.map((answer) => markdownOf(answer, all)).join('\n'));
};
