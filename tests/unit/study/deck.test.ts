import { unzipSync } from 'fflate';
import initSqlJs from 'sql.js';
import { beforeEach, expect, test } from 'vitest';
import type { AnswerData } from '../../../src/lib/schemas.ts';
import { deckFrom, sectionsOf } from '../../../src/study/deck.ts';
import { staleIn, timesIn, timesText } from '../../../src/study/deck-times.ts';
import { fields, type Note } from '../../../src/study/note.ts';
import { codeOf, cut, hashOf, noteOf } from '../../../src/study/notes.ts';
import { folderWith } from '../../support/programs.ts';

const lines = (many: number) => Array.from({ length: many }, (_, at) => `line_${at + 1}`);

let folder = '';
let answer: Parameters<typeof noteOf>[0];
beforeEach(() => {
  folder = folderWith({
    'long.py': `${lines(20).join('\n')}  # point\n`,
    'short.py': 'a < b & c\n',
    'run.sh': 'echo\n',
  });
  answer = { folder, section: 'Data & Co', url: 'https://x/q/7/', data, body };
});

const data = {
  number: 7,
  question: 'How does `x` work?',
  say: 'It *works*, see [there](/s/o/).',
  level: 'mid',
  tags: ['b', 'a'],
  listens: [
    { level: 'junior', hear: 'Says [so](proof:it).' },
    { level: 'senior', hear: 'Knows.' },
  ],
  next: [{ ask: 'And?', reply: 'Then [this](source:1).' }],
} as unknown as AnswerData;
const body = `<Program file="run.sh" />\n\n<Program file="long.py" />\n\n<Program file="short.py" />\n`;

test('code that has room stays whole; what is longer is cut where its last point is', () => {
  expect(cut({ code: lines(15).join('\n'), points: [] })).toBe(lines(15).join('\n'));
  expect(cut({ code: lines(16).join('\n'), points: [] })).toBe([...lines(14), '# …'].join('\n'));
  expect(cut({ code: lines(30).join('\n'), points: [2, 20] }).split('\n')).toEqual([
    '# …',
    ...lines(30).slice(8, 21),
    '# …',
  ]);
  expect(cut({ code: lines(20).join('\n'), points: [19] }).split('\n')).toEqual(['# …', ...lines(20).slice(7)]);
});

test('the first listing of Python that has room is the code of a card, else a cut of the first', () => {
  expect(codeOf(folder, body)).toBe('a < b & c');
  expect(codeOf(folder, '<Program file="long.py" />\n').split('\n')).toEqual(['# …', ...lines(20).slice(7)]);
  expect(codeOf(folder, '<Program file="run.sh" />\n')).toBe('');
});

test('a note has every field, in words that need no site', () => {
  const note = noteOf(answer);
  expect({ ...note, fields: undefined }).toEqual({
    number: 7,
    deck: 'Data & Co',
    tags: ['a', 'b', 'level::mid'],
    fields: undefined,
  });
  expect(Object.fromEntries(fields.map((name, at) => [name, note.fields[at]]))).toEqual({
    Number: '7',
    Question: 'How does <code>x</code> work?',
    Answer: 'It <em>works</em>, see there.',
    Listens: '<ul><li><i>junior</i> Says so.</li><li><i>senior</i> Knows.</li></ul>',
    Code: '<pre>a &lt; b &amp; c</pre>',
    FollowUps: '<dt>And?</dt><dd>Then this.</dd>',
    Link: 'https://x/q/7/',
    Section: 'Data &amp; Co',
    Spare1: '',
    Spare2: '',
    Spare3: '',
  });
  expect(noteOf({ ...answer, body: '' }).fields[fields.indexOf('Code')]).toBe('');
});

test('the hash of a note follows what it says, not where the site stands', () => {
  const note = noteOf(answer);
  expect(hashOf(note)).toMatch(/^[0-9a-f]{12}$/);
  expect(hashOf(noteOf({ ...answer, url: 'https://y/q/7/' }))).toBe(hashOf(note));
  for (const change of [{ section: 'Other' }, { data: { ...data, say: 'No.' } }, { body: '' }]) {
    expect(hashOf(noteOf({ ...answer, ...change } as typeof answer))).not.toBe(hashOf(note));
  }
});

test('a time moves with its note alone', () => {
  const one = noteOf(answer);
  const two = { ...one, number: 2 };
  const text = timesText([one, two], new Map(), 100);
  expect(text.split('\n').slice(1)).toEqual([
    `2: { hash: '${hashOf(two)}', at: 100 }`,
    `7: { hash: '${hashOf(one)}', at: 100 }`,
    '',
  ]);
  const times = timesIn(text);
  expect(staleIn([one, two], times)).toEqual([]);
  const changed = { ...one, tags: [] };
  expect(staleIn([changed, two, { ...one, number: 9 }], times)).toEqual([7, 9]);
  expect([...timesIn(timesText([changed, two], times, 200))].map(([number, { at }]) => [number, at])).toEqual([
    [2, 100],
    [7, 200],
  ]);
  // Of digits alone, or with an e among them, a hash would be a number without its quotes.
  expect(timesIn("3: { hash: '9146e7890123', at: 1 }").get(3)?.hash).toBe('9146e7890123');
  expect(timesIn('')).toEqual(new Map());
});

test('a deck holds its notes with two cards each, in the decks of their sections, and is the same each time', async () => {
  const sql = await initSqlJs();
  const notes: Note[] = [noteOf(answer), { ...noteOf(answer), number: 8, deck: 'Later' }];
  const deck = deckFrom(sql, notes, new Map([[7, 1_800_000_000]]));
  expect(deckFrom(sql, notes, new Map([[7, 1_800_000_000]]))).toEqual(deck);
  const files = unzipSync(deck);
  expect(Object.keys(files)).toEqual(['collection.anki2', 'media']);
  expect(new TextDecoder().decode(files['media'])).toBe('{}');
  const db = new sql.Database(files['collection.anki2']);
  const rows = (query: string) => db.exec(query)[0]!.values;
  expect(rows('SELECT guid, mod, tags, sfld FROM notes')).toEqual([
    ['fastapi-answers-7', 1_800_000_000, ' a b level::mid ', 7],
    ['fastapi-answers-8', 1_795_651_200, ' a b level::mid ', 8],
  ]);
  expect(rows('SELECT flds FROM notes')[0]).toEqual([notes[0]!.fields.join('\x1f')]);
  const decks: { [id: string]: { name: string } } = JSON.parse(String(rows('SELECT decks FROM col')[0]![0]));
  expect(
    rows('SELECT nid, did, ord, due FROM cards').map(([nid, did, ord, due]) => [
      nid,
      decks[String(did)]!.name,
      ord,
      due,
    ]),
  ).toEqual([
    [1_795_651_400_007, 'FastAPI Answers::1 Data & Co', 0, 1],
    [1_795_651_400_007, 'FastAPI Answers::Follow-ups', 1, 1],
    [1_795_651_400_008, 'FastAPI Answers::2 Later', 0, 2],
    [1_795_651_400_008, 'FastAPI Answers::Follow-ups', 1, 2],
  ]);
  const models = JSON.parse(String(rows('SELECT models FROM col')[0]![0]));
  const [model] = Object.values(models) as { flds: { name: string }[]; tmpls: { name: string }[]; css: string }[];
  // Frozen as a whole: whoever has the deck has this form, and its ids are how an importer knows it again.
  expect(rows('SELECT * FROM col')[0]!.map((value) => JSON.parse(String(value)))).toMatchSnapshot();
  expect(rows('SELECT * FROM cards')[1]).toMatchSnapshot();
  expect(rows('SELECT type, name, sql FROM sqlite_master')).toMatchSnapshot();
  // Frozen: another list would be refused by every collection that has the deck.
  expect(model!.flds.map(({ name }) => name)).toEqual(
    'Number Question Answer Listens Code FollowUps Link Section Spare1 Spare2 Spare3'.split(' '),
  );
  expect(model!.tmpls.map(({ name }) => name)).toEqual(['Answer', 'Follow-ups']);
  expect(model!.css).toContain('.nightMode');
});

test('a part of the deck lies where the whole would put it, in the order that it was chosen in', async () => {
  const sql = await initSqlJs();
  const noteIn = (number: number, deck: string): Note => ({
    number,
    deck,
    tags: [],
    fields: fields.map((name) => (name === 'Number' ? String(number) : name)),
  });
  const [first, second] = [noteIn(1, 'A'), noteIn(2, 'B')];
  const read = (deck: Uint8Array, query: string) => {
    const db = new sql.Database(unzipSync(deck)['collection.anki2']);
    return db.exec(query)[0]!.values;
  };
  const whole = deckFrom(sql, [first, second], new Map());
  const part = deckFrom(sql, [second], new Map(), sectionsOf([first, second]));
  const places = 'SELECT nid, did FROM cards WHERE nid IN (SELECT id FROM notes WHERE sfld = 2) ORDER BY ord';
  expect(read(part, places)).toEqual(read(whole, places));
  expect(read(part, 'SELECT decks FROM col')).toEqual(read(whole, 'SELECT decks FROM col'));
  const turned = deckFrom(sql, [second, first], new Map(), ['A', 'B']);
  expect(read(turned, 'SELECT sfld FROM notes JOIN cards ON nid = notes.id WHERE ord = 0 ORDER BY due')).toEqual([
    [2],
    [1],
  ]);
});
