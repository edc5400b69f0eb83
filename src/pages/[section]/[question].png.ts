import type { APIRoute, GetStaticPaths } from 'astro';
import { getAnswers } from '../../lib/collections.ts';
import { answerCard } from '../../study/card.ts';
import { drawCard } from '../../study/draw-card.ts';

/** The picture of each answer that a shared link shows. */
export const getStaticPaths = (async () =>
  (await getAnswers()).map((answer) => ({
    params: { section: answer.section.id, question: answer.slug },
    props: { answer },
  }))) satisfies GetStaticPaths;

export const GET: APIRoute = async ({ props }) => new Response(await drawCard(answerCard(props['answer'])));
