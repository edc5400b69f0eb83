import type { APIRoute } from 'astro';
import initSqlJs from 'sql.js';
import { getAnswers } from '../../lib/collections.ts';
import { deckFrom } from '../../study/deck.ts';
import { deckData } from '../../study/source.ts';

/** All answers as a deck for Anki and its family. */
export const GET: APIRoute = async () => {
  const { notes, times } = deckData(await getAnswers());
  return new Response(deckFrom(await initSqlJs(), notes, new Map(times)));
};
