import { expect, test } from 'vitest';
import { Lookup } from '../../../src/search/lookup.ts';
import { makeIndex, weighTerms } from '../../../src/search/make-index.ts';
import { rank } from '../../../src/search/rank.ts';
import { hashOf, readGaps, readWords, shortHashOf } from '../../../src/search/search-index.ts';
import { sourceWith } from './fixture.ts';

const sections: [string, string][] = [
  ['one', 'First'],
  ['two', 'Second'],
];
const sources = [
  sourceWith(1, 'How do you override dependencies?', {
    title: 'Overrides',
    asked: 'app.dependency_overrides\nfake database',
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
  Other: { pundit: 'permissions' },
};
const make = (common: string[] = []) => makeIndex(sections, sources, phrasings, glossary, common).index;
const index = make();
const wordsIn = (made: typeof index) => readWords(made, made.quantum);
const first = (query: string) => rank(new Lookup(index), query).hits[0]?.number;

test('rows have what a list shows, section and level by their place', () => {
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
  const { rows } = new Lookup(makeIndex(sections, moved, phrasings, glossary, []).index);
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

test('words come in order, as they are mostly written, each with its answers', () => {
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
  expect(wordsIn(index).words.map(([word]) => word)).not.toContain('zanzibar');
});

test('weights are kept from 0.6 on, in steps of 0.8, up to 31 steps', () => {
  for (const [, postings] of wordsIn(index).words) {
    for (const [, weight] of postings) {
      expect(weight).toBeGreaterThanOrEqual(0.8);
      expect(weight).toBeLessThanOrEqual(31 * 0.8);
      expect(weight / 0.8).toBeCloseTo(Math.round(weight / 0.8), 6);
    }
  }
});

test('of a word that no answer has, no letter is sent; of an identifier whose parts say enough, nothing', () => {
  const { words, hashed } = wordsIn(index);
  expect(words.map(([word]) => word)).not.toContain('swap');
  expect(hashed.get(hashOf('swap'))?.[0]?.[0]).toBe(0);
  expect(hashed.has(hashOf('pundit'))).toBe(true);
  const said = makeIndex(
    sections,
    sources,
    phrasings,
    { Rails: { middleware_override_middleware: 'middleware' } },
    [],
  ).index;
  expect(wordsIn(said).hashed.has(hashOf('middlewareoverridemiddlewar'))).toBe(false);
});

test('of the common words those are sent that would be taken for a typing error', () => {
  const sent = (words: string[]) => [...readGaps(make(words).common)];
  const hashes = ['midleware', 'overrife'].map(shortHashOf).sort((a, b) => a - b);
  expect(sent(['midleware', 'middle', 'elephants', 'admins', 'overrife'])).toEqual(
    [...sent([]), ...hashes].sort((a, b) => a - b),
  );
});

test('what is learned tells which terms somebody asks by', () => {
  const { weights, asked } = weighTerms(sources, phrasings, glossary);
  expect(asked.has('swap')).toBe(true);
  expect(asked.has('pundit')).toBe(true);
  expect(asked.has('zanzibar')).toBe(false);
  expect(weights.has('zanzibar')).toBe(true);
});

test('the same texts give the same bytes', () => {
  expect(JSON.stringify(make())).toBe(JSON.stringify(index));
});
