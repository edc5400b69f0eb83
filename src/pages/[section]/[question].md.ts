import type { APIRoute, GetStaticPaths } from 'astro';
import { getAnswers } from '../../lib/collections.ts';
import { markdownOf } from '../../study/source.ts';

/** Each answer as Markdown, beside its page. */
export const getStaticPaths = (async () => {
  const all = await getAnswers();
  return all.map((answer) => ({
    params: { section: answer.section.id, question: answer.slug },
    props: { text: markdownOf(answer, all) },
  }));
}) satisfies GetStaticPaths;

export const GET: APIRoute = ({ props }) => new Response(props['text']);
