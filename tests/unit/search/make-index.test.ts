import { expect, test } from 'vitest';
import { Lookup } from '../../../src/search/lookup.ts';
import { makeIndex, weighTerms } from '../../../src/search/make-index.ts';
import { rank } from '../../../src/search/rank.ts';
import { hashOf, readGaps, readWords, shortHashOf, type Vocabulary } from '../../../src/search/search-index.ts';
import { wordsOf } from '../../../src/search/words.ts';
import { sourceWith } from './fixture.ts';

const sections: [string, string][] = [
  ['one', 'First'],
  ['two', 'Second'],
];
const sources = [
  sourceWith(1, 'How do you override dependencies?', {
    title: 'app.dependency_overrides',
    asked: 'overrides\nfake database\napp.dependency_overrides',
  }),
  sourceWith(2, 'What is middleware?', { title: 'Middleware', asked: 'request order', prose: 'zanzibar' }),
  sourceWith(7, 'How do roles differ from scopes?', { title: 'Roles', asked: 'permissions' }),
];
const phrasings = {
  1: 'replace things\nswap something\nswap\nswap it',
  2: 'around\nthings in order',
  7: 'only admins',
};
const glossary = {
  Spring: { interceptor: 'middleware', 'interceptor preHandle': 'middleware', 'interceptor registry': 'middleware' },
  Other: { pundit: 'permissions', 'pundit policies': 'permissions' },
};
const lessons = { phrasings, errors: {}, glossary, common: [] as string[] };
const make = (common: string[] = []) => makeIndex(sections, sources, { ...lessons, common }).index;
const wordsIn = (made: ReturnType<typeof make>) => readWords(made, made.quantum);
const first = (query: string) => rank(new Lookup(make()), query).hits[0]?.number;

test('rows have what a list shows, section and level by their place', () => {
  const index = make();
  expect(index.rows).toBe(
    [
      'slug-1 How do you override dependencies?',
      'slug-2 What is middleware?',
      'slug-7 How do roles differ from scopes?',
    ].join('\n'),
  );
  expect([index.sections, index.levels]).toEqual([sections, ['junior', 'mid', 'senior']]);
  expect(new Lookup(index).rows).toEqual([
    {
      number: 1,
      path: 'one/slug-1/',
      question: 'How do you override dependencies?',
      section: 'First',
      level: 'mid',
    },
    { number: 2, path: 'one/slug-2/', question: 'What is middleware?', section: 'First', level: 'mid' },
    {
      number: 7,
      path: 'two/slug-7/',
      question: 'How do roles differ from scopes?',
      section: 'Second',
      level: 'mid',
    },
  ]);
});

test('a later answer may have a lower number: a question is added to any chapter', () => {
  const moved = [sources[2]!, sources[0]!, sources[1]!];
  const { rows } = new Lookup(makeIndex(sections, moved, lessons).index);
  expect(rows.map(({ number }) => number)).toEqual([7, 1, 2]);
});

test('questions, aliases, phrasings and the glossary lead to their answers', () => {
  for (const [query, number] of [
    ['overriding', 1],
    ['app.dependency_overrides ', 1],
    ['fake database ', 1],
    ['swap ', 1],
    ['middleware ', 2],
    ['around ', 2],
    ['interceptor ', 2],
    ['spring interceptor ', 2],
    ['admins ', 7],
    ['pundit ', 7],
  ] as const) {
    expect(first(query), query).toBe(number);
  }
});

test('an error that leads elsewhere by its words leads to its answer by two neighbors', () => {
  const errors = { 1: 'RuntimeError middleware swap', 2: 'middleware swap override', 99: 'nobody' };
  const { index } = makeIndex(sections, sources, { ...lessons, errors });
  for (const [query, number] of [
    ['RuntimeError middleware swap', 1],
    ['middleware swap override', 2],
  ] as const) {
    expect(rank(new Lookup(index), `${query} `).hits[0]!.number, query).toBe(number);
  }
});

test('words come in order, as they are mostly written, each with its answers', () => {
  const index = make();
  const { words } = wordsIn(index);
  const shown = words.map(([word]) => word);
  expect(shown).toEqual([...shown].sort());
  expect(shown).toContain('app.dependency_overrides');
  expect(shown).toContain('middleware');
  expect(shown).not.toContain('Middleware');
  expect(words.every(([, postings]) => postings.length > 0)).toBe(true);
  // A beginning that two neighbors share is sent once.
  expect(index.words).toMatch(/^[1-9a-z]/m);
});

test('a word that nobody asks by is kept only if the text says much by it', () => {
  expect(wordsIn(make()).words.map(([word]) => word)).not.toContain('zanzibar');
});

test('weights are kept in steps of 0.8, up to 31 steps', () => {
  for (const [, postings] of wordsIn(make()).words) {
    for (const [, weight] of postings) {
      expect(weight).toBeGreaterThanOrEqual(0.8);
      expect(weight).toBeLessThanOrEqual(31 * 0.8);
      expect(weight / 0.8).toBeCloseTo(Math.round(weight / 0.8), 6);
    }
  }
});

test('of a word that no answer has, no letter is sent; of an identifier whose parts say enough, nothing', () => {
  const { words, hashed } = wordsIn(make());
  expect(words.map(([word]) => word)).not.toContain('swap');
  expect(hashed.get(hashOf('swap'))?.[0]?.[0]).toBe(0);
  expect(hashed.has(hashOf('pundit'))).toBe(true);
  const rails = { Rails: { middleware_override_middleware: 'middleware' } };
  const said = makeIndex(sections, sources, { ...lessons, glossary: rails }).index;
  expect(wordsIn(said).hashed.has(hashOf('middlewareoverridemiddlewar'))).toBe(false);
});

test('of the common words those are sent that would be taken for a typing error', () => {
  const sent = (words: string[]) => [...readGaps(make(words).common)];
  const hashes = ['midleware', 'overrife'].map(shortHashOf).sort((a, b) => a - b);
  expect(sent(['midleware', 'middle', 'elephants', 'admins', 'overrife'])).toEqual(
    [...sent([]), ...hashes].sort((a, b) => a - b),
  );
});

test('what is learned tells by which terms somebody asks, a line of one word as much as three, and by which in errors alone', () => {
  const errors = { 1: 'teapot swap' };
  const { weights, all, asked } = weighTerms(sources, { ...lessons, errors });
  expect(['swap', 'pundit', 'teapot', 'zanzibar'].map((term) => [all.get(term), asked.get(term)])).toEqual([
    [8, 7],
    [2.5, 2.5],
    [1, undefined],
    [undefined, undefined],
  ]);
  expect(weights.has('zanzibar')).toBe(true);
});

test('the same texts give the same bytes', () => {
  expect(JSON.stringify(make())).toBe(JSON.stringify(make()));
});

test('of many answers the index has what all need; words are in a piece for each beginning, rows in one for 32', () => {
  const many = [...sources, ...Array.from({ length: 30 }, (_, at) => sourceWith(at + 8, `Where is shelf ${at + 8}?`))];
  const taught = { ...lessons, common: ['midleware', 'overrife'], errors: { 7: 'x middleware swap' } };
  const whole = makeIndex(sections, many, taught).index;
  const { index, pieces } = makeIndex(sections, many, taught, many.length);
  expect([index.words, index.hashes, index.counts, index.answers, index.weights, index.common, index.rows]).toEqual(
    Array.from({ length: 7 }, () => ''),
  );
  const beginnings = index.beginnings!.split(' ');
  expect(beginnings).toEqual([...new Set(beginnings)].sort());
  // A pair is in the piece of its first word, though that has one letter.
  expect(beginnings).toContain('x');
  expect([...pieces.keys()]).toEqual([...beginnings.map((_, at) => `words-${at}`), 'rows-0', 'rows-1']);
  expect([pieces.get('rows-0'), pieces.get('rows-1')].join('\n')).toBe(whole.rows);
  expect(pieces.get('rows-1')).toBe('slug-37 Where is shelf 37?');
  const parts = beginnings.map((begins, at) => ({ begins, piece: pieces.get(`words-${at}`) as Vocabulary }));
  const read = parts.map(({ begins, piece }) => ({ begins, ...readWords(piece, index.quantum) }));
  for (const { begins, words } of read) {
    for (const [word] of words) expect(wordsOf(word)[0]!.key.slice(0, 2)).toBe(begins);
  }
  const { words, hashed } = wordsIn(whole);
  const byWord = ([a]: (typeof words)[number], [b]: (typeof words)[number]) => (a < b ? -1 : 1);
  expect(read.flatMap((one) => one.words).sort(byWord)).toEqual(words);
  expect(new Map(read.flatMap((one) => [...one.hashed]).sort(([a], [b]) => a - b))).toEqual(hashed);
  const hashes = parts.flatMap(({ piece }) => [...readGaps(piece.common)]);
  expect(hashes.sort((a, b) => a - b)).toEqual([...readGaps(whole.common)]);
  expect(parts.find(({ begins }) => begins === 'mi')!.piece.common).not.toBe('');
  // One answer less, and it is whole.
  expect(makeIndex(sections, many, taught, many.length + 1).pieces.size).toBe(0);
});
