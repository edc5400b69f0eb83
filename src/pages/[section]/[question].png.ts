import type { APIRoute, GetStaticPaths } from 'astro';
import { getAnswers } from '../../lib/collections.ts';
import { answerImage } from '../../study/share-image.ts';
import { drawShareImage } from '../../study/draw-share-image.ts';

/** The picture of each answer that a shared link shows. */
export const getStaticPaths = (async () =>
  (await getAnswers()).map((answer) => ({
    params: { section: answer.section.id, question: answer.slug },
    props: { answer },
  }))) satisfies GetStaticPaths;

export const GET: APIRoute = async ({ props }) => new Response(await drawShareImage(answerImage(props['answer'])));
