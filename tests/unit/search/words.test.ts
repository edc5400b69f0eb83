import { describe, expect, test } from 'vitest';
import { isStop, pairsOf, stem, tellingWords, wordsOf } from '../../../src/search/words.ts';

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

  test('neighbors are pairs of stems, each once and in their order', () => {
    expect(pairsOf(wordsOf('Overriding dependencies, overrides dependency'))).toEqual([
      'overrid depend',
      'depend overrid',
    ]);
    expect(pairsOf(wordsOf('alone'))).toEqual([]);
  });

  test('an abbreviation is a part before a word that begins with a capital', () => {
    expect(wordsOf('HTTPException')).toEqual([
      {
        key: 'httpexception',
        shown: 'HTTPException',
        parts: [
          { key: 'http', shown: 'HTTP', parts: [] },
          { key: 'exception', shown: 'Exception', parts: [] },
        ],
      },
    ]);
    expect(wordsOf('FastAPI')[0]?.parts).toEqual([]);
    expect(wordsOf('JWTs')[0]?.parts).toEqual([]);
  });

  test('punctuation around a word is not part of it, a colon before it is', () => {
    expect(keysOf('Depends(get_db), "X-API-Key"; 422?')).toEqual(['depends', 'getdb', 'xapikey', '422']);
    expect(keysOf(':path')).toEqual([':path']);
    expect(wordsOf('{file_path:path}')[0]?.parts.map(({ key }) => key)).toEqual(['file', 'path', 'path', ':path']);
    expect(keysOf('-> * ()')).toEqual([]);
    expect(keysOf('asyncio::run a+b c/d')).toEqual(['asyncio', 'run', 'ab', 'cd']);
    expect(keysOf('__init__ name_')).toEqual(['init', 'name']);
  });

  test('the framework is one word, however it is written', () => {
    for (const way of ['FastAPI', 'fastapi', 'Fast API', 'fast-api'])
      expect(keysOf(`${way} routes`)).toEqual(['fastapi', 'routes']);
    expect(keysOf('breakfast apis, a fast apiary')).toEqual(['breakfast', 'apis', 'a', 'fast', 'apiary']);
  });

  test('accents, apostrophes and case do not tell words apart', () => {
    expect(keysOf('What’s naïve JWTs')).toEqual(['what', 'naive', 'jwts']);
    expect(keysOf("isn't we'll you've they're I'd I'm")).toEqual(['isn', 'we', 'you', 'they', 'i', 'i']);
  });

  for (const [forms, not] of [
    ['override overrides overriding overridden', 'overflow'],
    ['validate validation validator validating', 'value'],
    ['dependency dependencies', 'deployment'],
    ['serialise serialize serialization serializer', 'series'],
    ['authenticate authentication', 'authorization'],
    ['query queries', 'queue'],
    ['test tests testing tested', 'text'],
    ['box boxes', 'bow'],
    ['process processes', 'proceed'],
  ] as const) {
    test(`${forms} share a stem`, () => {
      const [first, ...more] = forms.split(' ').map(stem);
      for (const one of more) expect(one).toBe(first);
      expect(stem(not)).not.toBe(first);
    });
  }

  test('stems keep a vowel and what short words are', () => {
    expect(['string', 'class', 'status', 'async', 'user', 'axis'].map(stem)).toEqual([
      'string',
      'class',
      'status',
      'async',
      'user',
      'axis',
    ]);
  });
});

test('words that say how something is asked are left out, unless there are no others', () => {
  expect(['how', 'fastapi', 'between'].map(isStop)).toEqual([true, true, true]);
  expect(isStop('route')).toBe(false);
  expect(tellingWords('how do I add a route').map(({ key }) => key)).toEqual(['add', 'route']);
  expect(tellingWords('what is FastAPI').map(({ key }) => key)).toEqual(['what', 'is', 'fastapi']);
});
