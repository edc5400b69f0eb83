import type { APIRoute } from 'astro';
import { getLayer } from '../lib/search-sources.ts';

/** The small layer of the search. */
export const GET: APIRoute = async () => Response.json(await getLayer());
