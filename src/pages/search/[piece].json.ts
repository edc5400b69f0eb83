import type { APIRoute, GetStaticPaths } from 'astro';
import { getSearchIndex } from '../../search/sources.ts';

export const getStaticPaths = (async () => {
  const { pieces } = await getSearchIndex();
  return [...pieces].map(([piece, props]) => ({ params: { piece }, props: { content: props } }));
}) satisfies GetStaticPaths;

/** A piece of the index of the search, where it is made in pieces. */
export const GET: APIRoute = ({ props }) => Response.json(props['content']);
