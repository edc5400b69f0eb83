import type { Database, SqlJsStatic } from 'sql.js';
import { strToU8, zipSync } from 'fflate';
import { dark, light } from './colors.ts';
import { fields, type Note } from './note.ts';

/** The name of the deck; sections are decks below it. */
const name = 'FastAPI Answers';
/** Ids that an importer knows the model and decks by: never changed. */
const ids = { model: 1_795_651_200_000, decks: 1_795_651_300_000, notes: 1_795_651_400_000, cards: 1_795_651_500_000 };

/** When the form of the cards last changed, in seconds: an importer takes a newer form over. */
const formed = 1_795_651_200;

const css = `.card { max-width: 38em; margin: 0 auto; padding: 1em; text-align: left; font: 18px/1.55 Georgia, serif; color: ${light.ink}; background: ${light.paper}; }
.question { font-size: 1.35em; font-weight: 600; }
.number, .section { color: ${light.accent}; font-weight: 600; }
.section, .more, details { font-size: 0.85em; }
pre { overflow-x: auto; padding: 0.8em; background: ${light.surface}; font: 14px/1.5 monospace; }
code { font-family: monospace; }
ul, dl { padding-left: 1.2em; }
dt { font-weight: 600; }
dd { margin: 0 0 0.8em; }
a { color: ${light.accent}; }
.nightMode.card, .night_mode .card { color: ${dark.ink}; background: ${dark.paper}; }
.nightMode .number, .nightMode .section, .nightMode a, .night_mode a { color: ${dark.accent}; }
.nightMode pre, .night_mode pre { background: ${dark.surface}; }`;

const head =
  '<p class="section">{{Section}} · <span class="number">{{Number}}</span></p><p class="question">{{Question}}</p>';
const more = '<p class="more"><a href="{{Link}}">The whole answer, with its proofs</a></p>';
const templates = [
  {
    name: 'Answer',
    qfmt: head,
    afmt: `{{FrontSide}}<hr id="answer"><p>{{Answer}}</p>{{#Code}}{{Code}}{{/Code}}<details><summary>What the interviewer listens for</summary>{{Listens}}</details>${more}`,
  },
  {
    name: 'Follow-ups',
    qfmt: `{{#FollowUps}}${head}<p>What will they ask next, and what do you reply?</p>{{/FollowUps}}`,
    afmt: `{{FrontSide}}<hr id="answer"><dl>{{FollowUps}}</dl>${more}`,
  },
];

// The oldest form that all of Anki's family reads: a database of schema 11 in a zip.
const schema = `
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL, scm integer NOT NULL, ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL, ls integer NOT NULL, conf text NOT NULL, models text NOT NULL, decks text NOT NULL, dconf text NOT NULL, tags text NOT NULL);
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL, mod integer NOT NULL, usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL, sfld integer NOT NULL, csum integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL, ord integer NOT NULL, mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL, queue integer NOT NULL, due integer NOT NULL, ivl integer NOT NULL, factor integer NOT NULL, reps integer NOT NULL, lapses integer NOT NULL, left integer NOT NULL, odue integer NOT NULL, odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL, ease integer NOT NULL, ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL, time integer NOT NULL, type integer NOT NULL);
CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_cid ON revlog (cid);
CREATE INDEX ix_notes_csum ON notes (csum);`;

const model = {
  id: ids.model,
  name,
  type: 0,
  mod: formed,
  usn: -1,
  sortf: 0,
  did: ids.decks,
  css,
  latexPre: '',
  latexPost: '',
  req: [
    [0, 'any', [1]],
    [1, 'all', [5]],
  ],
  flds: fields.map((field, ord) => ({
    name: field,
    ord,
    font: 'Georgia',
    size: 18,
    sticky: false,
    rtl: false,
    media: [],
  })),
  tmpls: templates.map((template, ord) => ({ ...template, ord, did: null, bqfmt: '', bafmt: '' })),
  tags: [],
  vers: [],
};

const deckOf = (id: number, title: string) => ({
  id,
  name: title,
  desc: '',
  mod: formed,
  usn: -1,
  dyn: 0,
  conf: 1,
  collapsed: false,
  browserCollapsed: false,
  extendNew: 0,
  extendRev: 0,
  newToday: [0, 0],
  revToday: [0, 0],
  lrnToday: [0, 0],
  timeToday: [0, 0],
});

/** The sections of notes, each once, in their order. */
export const sectionsOf = (notes: Note[]): string[] => [...new Set(notes.map(({ deck }) => deck))];

/** Where the cards of each section lie, and those of follow-ups, which whoever does not want them can suspend or delete at once. */
const followUps = `${name}::Follow-ups`;

function fill(db: Database, notes: Note[], times: Map<number, number>, sections: string[]): void {
  const titles = [name, ...sections.map((deck, at) => `${name}::${at + 1} ${deck}`), followUps];
  // The number of a deck is its place: sections keep their order, and follow-ups stand apart.
  const deckIds = new Map(titles.map((title, at) => [title, title === followUps ? ids.decks + 99 : ids.decks + at]));
  const decks = Object.fromEntries([
    ['1', deckOf(1, 'Default')],
    ...titles.map((title) => [String(deckIds.get(title)), deckOf(deckIds.get(title)!, title)]),
  ]);
  db.run(schema);
  db.run('INSERT INTO col VALUES (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, ?)', [
    formed,
    formed * 1000,
    formed * 1000,
    JSON.stringify({ nextPos: 1, curDeck: 1, activeDecks: [1], curModel: ids.model, sortType: 'noteFld' }),
    JSON.stringify({ [ids.model]: model }),
    JSON.stringify(decks),
    JSON.stringify({
      1: {
        id: 1,
        name: 'Default',
        mod: 0,
        usn: 0,
        maxTaken: 60,
        autoplay: true,
        timer: 0,
        replayq: true,
        new: {
          delays: [1, 10],
          ints: [1, 4, 7],
          initialFactor: 2500,
          order: 1,
          perDay: 20,
          bury: true,
          separate: true,
        },
        rev: { perDay: 200, ease4: 1.3, fuzz: 0.05, ivlFct: 1, maxIvl: 36500, bury: true, minSpace: 1 },
        lapse: { delays: [10], mult: 0, minInt: 1, leechFails: 8, leechAction: 0 },
        dyn: false,
      },
    }),
    '{}',
  ]);
  for (const [due, note] of notes.entries()) {
    const { number } = note;
    const at = times.get(number) ?? formed;
    const id = ids.notes + number;
    const place = deckIds.get(`${name}::${sections.indexOf(note.deck) + 1} ${note.deck}`)!;
    db.run("INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')", [
      id,
      `fastapi-answers-${number}`,
      ids.model,
      at,
      ` ${note.tags.join(' ')} `,
      note.fields.join('\x1f'),
      number,
      // Anki's sum of the first field only finds doubles by it; a number is its own.
      number,
    ]);
    for (const [ord, deck] of [place, ids.decks + 99].entries()) {
      db.run("INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')", [
        ids.cards + number * 10 + ord,
        id,
        deck,
        ord,
        at,
        due + 1,
      ]);
    }
  }
}

/**
 * An Anki package of notes: `times` are the seconds since 1970 at which each note's content last changed, by number; an importer takes
 * over what is newer than what it has, and a note without a time is as old as the deck. `sections` are those of the whole deck, so that
 * cards of a part of it lie where the whole would put them. The same notes and times give the same bytes. `sql` is sql.js, in Node or a
 * browser.
 */
export function deckFrom(
  sql: SqlJsStatic,
  notes: Note[],
  times: Map<number, number>,
  sections: string[] = sectionsOf(notes),
): Uint8Array<ArrayBuffer> {
  const db = new sql.Database();
  try {
    fill(db, notes, times, sections);
    const mtime = '1980-01-01T00:00:00';
    return new Uint8Array(
      zipSync({ 'collection.anki2': [db.export(), { mtime, level: 9 }], media: [strToU8('{}'), { mtime, level: 9 }] }),
    );
  } finally {
    db.close();
  }
}
