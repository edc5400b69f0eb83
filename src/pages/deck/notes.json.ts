import type { APIRoute } from 'astro';
import { getAnswers } from '../../lib/collections.ts';
import { deckData } from '../../study/source.ts';

/** What a browser makes the deck of a set from. */
export const GET: APIRoute = async () => Response.json(deckData(await getAnswers()));
