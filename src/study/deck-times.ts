import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Note } from './note.ts';
import { hashOf } from './notes.ts';

/** content/deck.yaml: number → what its note held when it last changed, and when that was, in seconds since 1970. */
export type DeckTimes = Map<number, { hash: string; at: number }>;

/** The file that keeps them: an importer takes over what is newer, and neither a constant nor git can say what is. */
export const deckFile = 'content/deck.yaml';

/** The times that stand in a text of content/deck.yaml. */
export const timesIn = (text: string): DeckTimes =>
  new Map(
    Object.entries((parse(text) ?? {}) as { [number: string]: { hash: string; at: number } }).map(([number, entry]) => [
      Number(number),
      entry,
    ]),
  );

/** The committed times. */
export const readTimes = (): DeckTimes => timesIn(readFileSync(deckFile, 'utf8'));

/** The numbers of the notes whose content is not that of their entry, or that have none. */
export const staleIn = (notes: Note[], times: DeckTimes): number[] =>
  notes.filter((note) => times.get(note.number)?.hash !== hashOf(note)).map(({ number }) => number);

/** The text of content/deck.yaml after `notes` were published at `now` (seconds): the times of all that did not change stay. */
export function timesText(notes: Note[], times: DeckTimes, now: number): string {
  const stale = new Set(staleIn(notes, times));
  const lines = notes
    .map((note) => ({
      number: note.number,
      hash: hashOf(note),
      at: stale.has(note.number) ? now : times.get(note.number)!.at,
    }))
    .sort((a, b) => a.number - b.number)
    .map(({ number, hash, at }) => `${number}: { hash: '${hash}', at: ${at} }\n`);
  return `# When the note of each answer last changed in the deck. npm run permalinks writes it.\n${lines.join('')}`;
}
