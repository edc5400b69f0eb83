import type { APIRoute } from 'astro';
import initSqlJs from 'sql.js';
import { getAnswers } from '../../lib/collections.ts';
import { deckFrom } from '../../study/deck.ts';
import { readTimes } from '../../study/deck-times.ts';
import { notesOf } from '../../study/source.ts';

/** All answers as a deck for Anki and its family. */
export const GET: APIRoute = async () => {
  const times = new Map([...readTimes()].map(([number, { at }]) => [number, at]));
  return new Response(deckFrom(await initSqlJs(), notesOf(await getAnswers()), times));
};
