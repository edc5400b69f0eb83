import type { APIRoute, GetStaticPaths } from 'astro';
import { getAnswers } from '../../../lib/collections.ts';
import { zipOf } from '../../../study/archive.ts';
import { scriptsOf } from '../../../study/source.ts';

/** All programs of an answer, in one folder. */
export const getStaticPaths = (async () =>
  (await getAnswers()).map((answer) => ({
    params: { section: answer.section.id, question: answer.slug },
    props: {
      files: Object.fromEntries(
        Object.entries(scriptsOf(answer)).map(([file, text]) => [`${answer.slug}/${file}`, text]),
      ),
    },
  }))) satisfies GetStaticPaths;

export const GET: APIRoute = ({ props }) => new Response(zipOf(props['files']));
