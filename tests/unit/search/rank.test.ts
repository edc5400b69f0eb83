import { describe, expect, test } from 'vitest';
import { Lookup } from '../../../src/search/lookup.ts';
import { type FullText, numberIn, rank } from '../../../src/search/rank.ts';
import { indexOf } from './index-of.ts';

const index = indexOf(
  ['How do you override dependencies?', 'What is middleware?', 'How do you test?', 'What about scopes?'],
  {
    'app.dependency_overrides': { 0: 20 },
    background: { 3: 5 },
    BackgroundTasks: { 3: 20 },
    cors: { 1: 5 },
    database: { 0: 5, 2: 10 },
    dependency: { 0: 10, 3: 2 },
    fake: { 0: 5 },
    middleware: { 1: 10 },
    override: { 0: 10 },
    task: { 3: 5 },
    test: { 2: 10, 0: 3 },
    text: { 1: 3 },
  },
  { blueprint: { 3: 5 } },
);
const lookup = new Lookup(index);
/** Numbers of what is found, with their scores. */
const scores = (query: string, verbatim = false, fullText?: FullText) =>
  rank(lookup, query, verbatim, fullText).hits.map(({ number, score }) => [number, Math.round(score * 100) / 100]);

describe('an answer scores what the words say of it', () => {
  test('a word: what the index says of it', () => {
    expect(scores('database ')).toEqual([
      [12, 4],
      [10, 2],
    ]);
  });

  test('words are added up; of equals the first in the book stands first', () => {
    // fake 2, database 2 and 4.
    expect(scores('database fake ')).toEqual([
      [10, 4],
      [12, 4],
    ]);
  });

  test('words that say how something is asked count only where there are no others', () => {
    expect(scores('how do you test ')).toEqual(scores('test '));
    expect(rank(lookup, 'how do you').unknown).toEqual(['how', 'do', 'you']);
  });

  test('a question that begins as the query does, while it is typed, counts more; one word begins nothing', () => {
    // "te" begins test and text, which say 4 × 0.812 of it, and the question has it for 3 more; the question begins so for 6 more.
    expect(scores('How do you te')[0]).toEqual([12, 12.25]);
    expect(scores('you te')[0]).toEqual([12, 6.25]);
    expect(scores(' what is mid')[0]).toEqual([11, 13]);
    expect(scores('is mid')[0]).toEqual([11, 7]);
    expect(scores('what')).toEqual([]);
  });

  test('an identifier counts whole, and its parts for 0.6', () => {
    // 8, dependency 0.6 × 4, overrides 0.6 × 4; dependency says 0.8 of the last, too.
    expect(scores('app.dependency_overrides ')).toEqual([
      [10, 12.8],
      [13, 0.48],
    ]);
    // As they were learned, whether the whole is known or not.
    expect(scores('fake_database ')).toEqual([
      [10, 2.4],
      [12, 2.4],
    ]);
  });

  test('a part of several identifiers counts once', () => {
    expect(scores('fake_database database.scope ')).toEqual(scores('fake_database '));
    expect(rank(lookup, 'fake_database database.scope ').words.slice(-2)).toEqual([
      { stems: ['databas'], within: ['databasescop'] },
      { stems: ['scop'], within: ['databasescop'] },
    ]);
  });

  test('a word that was cut in two counts as it is written, too', () => {
    expect(scores('mid dleware ')).toEqual([[11, 4]]);
    // An identifier is what its parts are: 2 for each.
    expect(scores('background tasks ')).toEqual([[13, 4]]);
  });

  test('what was written as one is cut in two', () => {
    expect(scores('fakedatabase ')).toEqual([
      [10, 4],
      [12, 4],
    ]);
  });

  test('a question that has all the words, two at least, counts 3', () => {
    // override 4, dependency 4; 0.8 in the other.
    expect(scores('overriding a dependency ')).toEqual([
      [10, 11],
      [13, 0.8],
    ]);
    expect(scores('override database ')[0]).toEqual([10, 6]);
    expect(scores('middleware ')).toEqual([[11, 4]]);
  });

  test('what each word had in it is told', () => {
    const [first] = rank(lookup, 'fake database ').hits;
    expect([...first!.parts]).toEqual([
      ['fake', 2],
      ['database', 2],
    ]);
  });
});

describe('a word that is still typed', () => {
  test('stands for all it begins, and questions that have such a word come before', () => {
    // middleware 4, and 3 as the question has it.
    expect(scores('midd')).toEqual([[11, 7]]);
    // With a space behind it, it is typed to its end.
    expect(scores('te ')).toEqual([]);
    expect(scores('scop')).toEqual([]);
  });

  test('counts once for an answer, by the word that says most of it', () => {
    // test and text: 4 and 1.2, each less by 2 ** -0.3; the question of the third has a test.
    expect(scores('te')).toEqual([
      [12, 6.25],
      [10, 0.97],
      [11, 0.97],
    ]);
  });

  test('only the last word is', () => {
    expect(scores('midd fake ')).toEqual([
      [11, 7],
      [10, 2],
    ]);
    expect(rank(lookup, 'midd fake ').words).toEqual([{ stems: ['mid', 'middlewar'] }, { stems: ['fak'] }]);
  });
});

describe('corrections', () => {
  test('are told as the word that led to the first answer, and can be refused', () => {
    const found = rank(lookup, 'midleware');
    expect(found.hits.map(({ number }) => number)).toEqual([11]);
    expect(found.hits[0]?.score).toBeCloseTo(4 * (1 - 2.4 / 9), 5);
    expect([...found.corrected]).toEqual([['midleware', 'middleware']]);
    expect(found.words).toEqual([{ stems: ['midlewar', 'middlewar'] }]);
    const refused = rank(lookup, 'midleware', true);
    expect(refused).toMatchObject({ hits: [], unknown: ['midleware'], words: [{ stems: ['midlewar'] }] });
    expect(refused.corrected.size).toBe(0);
  });

  test('choose the candidate that says most of the first answer', () => {
    const two = new Lookup(indexOf(['One', 'Two'], { tester: { 0: 2 }, texter: { 1: 9 }, word: { 0: 20 } }));
    expect([...rank(two, 'tetter word ').corrected]).toEqual([['tetter', 'tester']]);
    expect([...rank(two, 'tetter ').corrected]).toEqual([['tetter', 'texter']]);
  });

  test('choose the closest before the one that says most', () => {
    const two = new Lookup(indexOf(['One', 'Two'], { injection: { 0: 5 }, injector: { 0: 9 } }));
    expect([...rank(two, 'injecton ').corrected]).toEqual([['injecton', 'injection']]);
  });

  test('tell how a form is written that only looks like another', () => {
    const found = rank(lookup, 'dependancies databases ');
    expect([...found.corrected]).toEqual([['dependancies', 'dependencies']]);
    expect(rank(lookup, 'dependancies ', true).hits).toHaveLength(2);
    expect(rank(lookup, 'middlewares ').corrected.size).toBe(0);
  });
});

describe('what is said twice', () => {
  test('counts once, in whatever form', () => {
    expect(scores('database databases, a database ')).toEqual(scores('database '));
  });

  test('is still being typed, if it stands last', () => {
    expect(rank(lookup, 'task middleware task').words.map(({ stems }) => stems[0])).toEqual(['middlewar', 'task']);
  });
});

test('a word that only readers use is known as it stands, and joined with no neighbor', () => {
  expect(scores('Blueprints ')).toEqual([[13, 2]]);
  expect(rank(lookup, 'blueprint').unknown).toEqual([]);
  expect(rank(lookup, 'blue print ').hits).toEqual([]);
});

test('of a pasted traceback what it ends with is ranked', () => {
  const trace =
    'Traceback (most recent call last): File "/usr/lib/middleware/base.py", line 24, in text DatabaseError: fake';
  expect(rank(lookup, `${trace} `).hits[0]?.parts.has('text')).toBe(false);
  expect(scores(`${trace} `)).toEqual(scores('DatabaseError: fake '));
});

describe('words that the index lacks', () => {
  test('are named, and leave the rest to rank', () => {
    const found = rank(lookup, 'qqxzvw middleware ');
    expect(found.unknown).toEqual(['qqxzvw']);
    expect(found.hits.map(({ number }) => number)).toEqual([11]);
    expect(found.words[0]).toEqual({ stems: ['qqxzvw'] });
  });

  test('say what the full text says of them, in the same score', () => {
    const told: FullText = new Map([['qqxzvw', new Map([[13, 5]])]]);
    expect(scores('qqxzvw middleware ', false, told)).toEqual([
      [13, 5],
      [11, 4],
    ]);
    expect(rank(lookup, 'qqxzvw', false, told).unknown).toEqual([]);
    // The full text was asked and knows nothing, or an answer that is no more.
    expect(rank(lookup, 'qqxzvw', false, new Map([['qqxzvw', new Map()]]))).toMatchObject({
      hits: [],
      unknown: ['qqxzvw'],
    });
    expect(scores('qqxzvw', false, new Map([['qqxzvw', new Map([[99, 5]])]]))).toEqual([]);
  });
});

test('a best score below 3 is weak', () => {
  expect(rank(lookup, 'text ').weak).toBe(true);
  expect(rank(lookup, 'middleware ').weak).toBe(false);
  expect(rank(lookup, 'qqxzvw').weak).toBe(true);
  // Half of the words are unknown, and the other half does not say much.
  expect(rank(lookup, 'qqxzvw middleware ').weak).toBe(true);
  expect(rank(lookup, 'qqxzvw override middleware ').weak).toBe(false);
  expect(rank(lookup, 'qqxzvw background_tasks ').weak).toBe(false);
});

describe('the number of an answer', () => {
  test('leads to it, before all that is found', () => {
    for (const query of ['12', '#12', 'q12', 'Q 12', 'question 12', ' 12 ', 'no. 12', 'answer 12']) {
      expect(numberIn(query), query).toBe(12);
      const { hits, named, unknown } = rank(lookup, query);
      expect(hits[0]?.number, query).toBe(12);
      expect(named).toBe(true);
      expect(unknown).toEqual([]);
    }
    expect(rank(lookup, '12').corrected.size).toBe(0);
  });

  test('is one alone and of an answer', () => {
    for (const query of ['12 tests', 'a12', '1.2', '-12', '1234567', ''])
      expect(numberIn(query), query).toBeUndefined();
    expect(rank(lookup, '99')).toMatchObject({ hits: [], named: false, unknown: ['99'] });
    expect(rank(lookup, 'cors ').named).toBe(false);
  });
});

describe('a query of any length', () => {
  test('a query of any length is ranked at once', () => {
    const start = performance.now();
    for (const piece of ['ABc', 'a_b', ' ', '/a', '"', 'input_value=']) scores(`${piece.repeat(20_000)}cors`);
    // With each it took seconds: what is tried from every character takes the square of their number.
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test('is read at its end', () => {
    expect(scores(`${'cors '.repeat(10)}${'x'.repeat(500)}`)).toEqual([]);
    expect(scores(`${'x '.repeat(300)}middleware `)).toEqual([[11, 4]]);
    // 48 words at most.
    const others = (count: number) => Array.from({ length: count }, (_, at) => `q${at}q `).join('');
    expect(scores(`middleware ${others(47)}`)).toEqual([[11, 4]]);
    expect(scores(`middleware ${others(48)}`)).toEqual([]);
  });
});

test('two neighbors say together what neither says alone, in that order and once', () => {
  const paired = new Lookup(indexOf(['Alfa', 'Bravo'], { alfa: { 0: 10 } }, { 'alfa kilo': { 1: 20 } }));
  const found = (query: string) => rank(paired, query).hits.map(({ number, score }) => [number, score]);
  expect(found('alfa kilo ')).toEqual([
    [11, 8],
    [10, 4],
  ]);
  expect(found('alfa, the kilo; alfa kilo ')).toEqual(found('alfa kilo '));
  expect(found('kilo alfa ')).toEqual([[10, 4]]);
  expect(rank(paired, 'alfa kilo ').hits[0]!.parts).toEqual(new Map([['alfa kilo', 8]]));
});

test('the same words give the same order', () => {
  expect(rank(lookup, 'test database')).toEqual(rank(new Lookup(index), 'test database'));
});
