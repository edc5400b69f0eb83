import type { APIRoute, GetStaticPaths } from 'astro';
import { getAnswers } from '../../../../lib/collections.ts';
import { scriptsOf } from '../../../../study/source.ts';

/** Each program as a script with its pins, for `uv run`. */
export const getStaticPaths = (async () =>
  (await getAnswers()).flatMap((answer) =>
    Object.entries(scriptsOf(answer)).map(([file, text]) => ({
      params: { section: answer.section.id, question: answer.slug, file },
      props: { text },
    })),
  )) satisfies GetStaticPaths;

export const GET: APIRoute = ({ props }) => new Response(props['text']);
