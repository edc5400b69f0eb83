import initSqlJs from 'sql.js';
import wasm from 'sql.js/dist/sql-wasm.wasm?url';
import { deckFrom, sectionsOf } from '../study/deck.ts';
import type { DeckData } from '../study/note.ts';

/** The deck of the questions with these numbers, in their order, by the same writer as the whole: `address` is where its notes are. */
export async function makeDeck(address: string, numbers: number[]): Promise<Blob> {
  const [sql, response] = await Promise.all([initSqlJs({ locateFile: () => wasm }), fetch(address)]);
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
  const { notes, times }: DeckData = await response.json();
  const chosen = numbers.flatMap((number) => notes.find((note) => note.number === number) ?? []);
  return new Blob([deckFrom(sql, chosen, new Map(times), sectionsOf(notes))], { type: 'application/octet-stream' });
}
