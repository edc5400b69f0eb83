import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import initSqlJs from 'sql.js';
import { deckFrom } from '../../src/study/deck.ts';
import { readTimes, staleIn } from '../../src/study/deck-times.ts';
import { fields } from '../../src/study/note.ts';
import { readNotes } from '../support/answers.ts';
import { program } from '../tools/venv.ts';

const notes = readNotes();
const times = new Map([...readTimes()].map(([number, { at }]) => [number, at]));

test('each note of the deck has the time of its last change', () => {
  expect(staleIn(notes, readTimes()), 'changed answers; note it with npm run permalinks').toEqual([]);
});

test('Anki takes the deck, then what changed of it and no more, and a studied card keeps its reviews', async () => {
  const sql = await initSqlJs();
  const folder = mkdtempSync(join(tmpdir(), 'decks-'));
  // Not by more: Anki takes no time that is still to come.
  const later = Math.max(...times.values()) + 1;
  const edited = notes.map((note) =>
    note.number === 3 ? { ...note, fields: note.fields.with(fields.indexOf('Answer'), 'Edited.') } : note,
  );
  const more = { ...notes[0]!, number: 999, fields: notes[0]!.fields.with(0, '999') };
  const decks = [
    deckFrom(sql, notes, times),
    deckFrom(sql, notes, times),
    deckFrom(sql, edited, new Map([...times, [3, later]])),
    deckFrom(sql, [...edited, more], new Map([...times, [3, later], [999, later]])),
  ];
  const paths = ['dist/deck/fastapi-answers.apkg'];
  for (const [at, deck] of decks.slice(1).entries()) {
    paths.push(join(folder, `${at}.apkg`));
    writeFileSync(paths.at(-1)!, deck);
  }
  const printed = execFileSync(program('python'), ['tests/support/import_decks.py', ...paths], { encoding: 'utf8' });
  const [first, again, after, last] = printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const all = notes.length;
  expect(first).toMatchObject({ new: all, updated: 0, unchanged: 0, conflicting: 0, reviews: 1, sound: true });
  expect(first.decks).toContain('FastAPI Answers::4 Dependency Injection');
  expect(first.front).toContain('How does FastAPI leverage Python type hints?');
  expect(again).toMatchObject({ new: 0, updated: 0, unchanged: all, conflicting: 0 });
  expect(after).toMatchObject({ new: 0, updated: 1, unchanged: all - 1, reviews: 1, answer: 'Edited.', sound: true });
  expect(last).toMatchObject({ new: 1, updated: 0, unchanged: all, reviews: 1, sound: true });
});
