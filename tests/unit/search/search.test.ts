import { describe, expect, test } from 'vitest';
import { excerptOf, matchesOf, type Page } from '../../../src/search/excerpt.ts';
import { lineFor } from '../../../src/search/line.ts';
import { Lookup } from '../../../src/search/lookup.ts';
import { rank } from '../../../src/search/rank.ts';
import { errorsBetween } from '../../../src/lib/edit-distance.ts';
import { stem, wordsOf } from '../../../src/search/words.ts';
import { makeIndex, type Source } from '../../../src/search/make-index.ts';

describe('words', () => {
  const keysOf = (text: string) => wordsOf(text).map(({ key }) => key);

  test('an identifier is one word however it is written, and has its parts', () => {
    const ways = ['dependency_overrides', 'dependencyOverrides', 'dependency-overrides', 'DependencyOverrides'];
    for (const way of ways) {
      const [word, ...more] = wordsOf(way);
      expect(word?.key).toBe('dependencyoverrides');
      expect(word?.parts.map(({ key }) => key)).toEqual(['dependency', 'overrides']);
      expect(more).toEqual([]);
    }
  });

  test('punctuation around a word is not part of it, a colon before it is', () => {
    expect(keysOf('Depends(get_db), "X-API-Key"; 422?')).toEqual(['depends', 'getdb', 'xapikey', '422']);
    expect(keysOf(':path')).toEqual([':path']);
    expect(wordsOf('{file_path:path}')[0]?.parts.map(({ key }) => key)).toContain(':path');
    expect(keysOf('-> * ()')).toEqual([]);
  });

  test('accents, apostrophes and case do not tell words apart', () => {
    expect(keysOf('What’s naïve JWTs')).toEqual(['what', 'naive', 'jwts']);
  });

  for (const [forms, not] of [
    ['override overrides overriding overridden', 'overflow'],
    ['validate validation validator validating', 'value'],
    ['dependency dependencies', 'deployment'],
    ['serialise serialize serialization serializer', 'series'],
    ['authenticate authentication', 'authorization'],
    ['query queries', 'queue'],
    ['test tests testing tested', 'text'],
  ] as const) {
    test(`${forms} share a stem`, () => {
      const [first, ...more] = forms.split(' ').map(stem);
      for (const one of more) expect(one).toBe(first);
      expect(stem(not)).not.toBe(first);
    });
  }

  test('stems keep a vowel and what short words are', () => {
    expect(['string', 'class', 'status', 'async', 'user'].map(stem)).toEqual([
      'string',
      'class',
      'status',
      'async',
      'user',
    ]);
  });

  test('each sort of typing error counts as one, a swap too', () => {
    for (const typed of ['midleware', 'middlewaree', 'middlewate', 'middelware']) {
      expect(errorsBetween(typed, 'middleware', 2), typed).toBe(1);
    }
    expect(errorsBetween('abcd', 'wxyz', 2)).toBe(3);
    expect(errorsBetween('depnd', 'dependency', 1, true)).toBe(1);
    expect(errorsBetween('depnd', 'dependency', 1)).toBe(2);
  });
});

const source = (number: number, question: string, asked: string[], text = ''): Source => ({
  number,
  slug: `slug-${number}`,
  section: 'one',
  level: 'mid',
  question,
  asked,
  texts: [[text, 1]],
});
const layer = makeIndex(
  [['one', 'First']],
  [
    source(1, 'How do you override dependencies?', ['app.dependency_overrides', 'fake database'], 'override tests'),
    source(2, 'What is middleware?', ['CORS', 'request order'], 'middleware middleware order order'),
    source(3, 'How do you test?', ['pytest', 'middleware in tests', 'test database'], 'database database pytest'),
    source(7, 'How do roles differ from scopes?', ['permissions']),
  ],
);
const find = (query: string, verbatim = false) => rank(new Lookup(layer), query, verbatim);
const first = (query: string) => find(query).hits[0]?.number;

describe('ranking', () => {
  test('title words, beginnings, identifiers, joined and cut words find their answer', () => {
    expect(first('overriding dependency')).toBe(1);
    expect(first('midd')).toBe(2);
    expect(first('app.dependency_overrides[x]')).toBe(1);
    expect(first('dependency overrides')).toBe(1);
    expect(first('fakedatabase')).toBe(1);
  });

  test('a word leads to the answer that is about it', () => {
    expect(first('middleware')).toBe(2);
    expect(first('database')).toBe(3);
  });

  test('one typing error is corrected and said; verbatim it is not', () => {
    const found = find('midleware');
    expect(found.hits[0]?.number).toBe(2);
    expect([...found.corrected]).toEqual([['midleware', 'middleware']]);
    expect(find('midleware', true)).toMatchObject({ hits: [], unknown: ['midleware'] });
    expect(find('middleware').corrected.size).toBe(0);
  });

  test('what nothing resembles is said to be unknown, and leaves the rest to rank', () => {
    const found = find('qqxzvw middleware');
    expect(found.unknown).toEqual(['qqxzvw']);
    expect(found.hits[0]?.number).toBe(2);
    expect(find('qqxzvw').sure).toBe(false);
  });

  test('an exact form beats another form of the word', () => {
    expect(first('roles')).toBe(7);
  });

  test('a number leads to its answer', () => {
    expect(first('7')).toBe(7);
    expect(first('#3')).toBe(3);
  });

  test('the same words give the same order', () => {
    expect(find('test database')).toEqual(find('test database'));
  });
});

test('the layer has neither stop-words nor the parts of an identifier beside it', () => {
  const words = layer.answers.split('\n')[2]!.split(' ');
  expect(words).toContain('app.dependency_overrides');
  expect(words).not.toContain('app');
  expect(words).not.toContain('how');
});

const page: Page = {
  url: '/one/slug-1/',
  content:
    'How do you override? Say it Put a replacement in the mapping. Pitfalls Overrides leak between tests unless cleared.',
  anchors: [
    { id: 'q1-say', text: 'Say it', location: 4 },
    { id: 'q1-pitfalls', text: 'Pitfalls', location: 12 },
  ],
  meta: {},
};

describe('an excerpt', () => {
  test('comes from the part that matches, marked, and leads there', () => {
    const { pieces, part } = excerptOf(page, [['leak'], ['test']]);
    expect(part?.id).toBe('q1-pitfalls');
    expect(pieces.filter(([, marked]) => marked).map(([text]) => text)).toEqual(['leak', 'tests']);
    expect(pieces.map(([text]) => text).join('')).toBe('Overrides leak between tests unless cleared.');
  });

  test('leads to the page where the question matches as well', () => {
    expect(excerptOf(page, [['overrid']]).part).toBeUndefined();
  });

  test('starts with the spoken answer where nothing matches', () => {
    const { pieces, part } = excerptOf(page, [['nothing']]);
    expect(pieces).toEqual([['Put a replacement in the mapping.', false]]);
    expect(part).toBeUndefined();
  });

  test('matches the words of identifiers', () => {
    expect(matchesOf('app.dependency_overrides[x]', [['overrid'], ['cat']])).toEqual([0]);
  });
});

test('what is said of a list is honest', () => {
  const found = find('midleware');
  expect(lineFor('midleware order', found, 3, false)).toEqual({
    text: 'Showing results for “middleware order”.',
    instead: true,
  });
  expect(lineFor('x', find('qqxzvw middleware'), 1, false).text).toBe('1 answer; in no question: “qqxzvw”');
  expect(lineFor('qqxzvw', find('qqxzvw'), 40, true).text).toBe('Nothing resembles “qqxzvw”. All questions:');
  expect(lineFor('x', found, 0, false).text).toBe('No answer here passes the filters.');
});
