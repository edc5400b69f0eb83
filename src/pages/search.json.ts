import type { APIRoute } from 'astro';
import { getSearchIndex } from '../search/sources.ts';

/** The small index of the search. */
export const GET: APIRoute = async () => Response.json((await getSearchIndex()).index);
