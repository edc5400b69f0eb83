import { describe, expect, test } from 'vitest';
import { Lookup } from '../../../src/search/lookup.ts';
import { indexOf } from './index-of.ts';

const questions = ['How do you override dependencies?', 'What is middleware?', 'How do you test?'];
const lookup = new Lookup(
  indexOf(
    questions,
    {
      'app.dependency_overrides': { 0: 20 },
      cors: { 1: 5 },
      database: { 0: 3, 2: 6 },
      dependency: { 0: 10 },
      fake: { 0: 4 },
      middleware: { 1: 10 },
      order: { 1: 5 },
      test: { 2: 10 },
      TestClient: { 2: 12 },
    },
    { blueprint: { 0: 2 } },
    'border helm',
  ),
);
const found = (key: string, typing = false) => {
  const { entries, how } = lookup.candidates(key, typing);
  return [how, ...entries.map(([{ shown }, fit]) => [shown, Math.round(fit * 1000) / 1000])];
};

test('rows are the answers as a list shows them', () => {
  expect(lookup.rows).toEqual([
    { number: 10, path: 'one/slug-0/', question: questions[0], section: 'First', level: 'junior' },
    { number: 11, path: 'one/slug-1/', question: questions[1], section: 'First', level: 'mid' },
    { number: 12, path: 'one/slug-2/', question: questions[2], section: 'First', level: 'junior' },
  ]);
});

test('a word is plain if answers have it, in any form, and it has no parts', () => {
  expect(['middleware', 'middlewares', 'tests'].every((key) => lookup.isPlain(key))).toBe(true);
  expect(['testclient', 'appdependencyoverrides', 'blueprint', 'nothing'].some((key) => lookup.isPlain(key))).toBe(
    false,
  );
});

test('a word is found as it stands and in other forms, with what it says', () => {
  expect(lookup.get('database')?.postings.map(([answer, weight]) => [answer, weight.toFixed(1)])).toEqual([
    [0, '1.2'],
    [2, '2.4'],
  ]);
  expect(lookup.get('testing')?.shown).toBe('test');
  // A form that a question has is as right as the one that the index has.
  expect(lookup.get('dependencies')?.shown).toBe('dependencies');
  expect(lookup.get('dependencies')?.postings).toBe(lookup.get('dependency')?.postings);
  expect(lookup.get('appdependencyoverrides')?.shown).toBe('app.dependency_overrides');
  expect(lookup.get('nothing')).toBeUndefined();
});

test('a word that only readers use is known as a whole, in any form, and is near to none', () => {
  expect(lookup.get('blueprints')).toEqual({
    key: 'blueprints',
    shown: 'blueprints',
    root: 'blueprint',
    postings: [[0, 0.8]],
  });
  expect(lookup.written('blueprint')).toBeUndefined();
  expect(found('blueprint')).toEqual(['known', ['blueprint', 1]]);
  expect(found('bluepr', true)).toEqual(['unknown']);
  expect(found('bluepriint')).toEqual(['unknown']);
});

test('a beginning is looked for in the questions too', () => {
  expect(lookup.beginnings('mid')).toEqual([1]);
  expect(lookup.beginnings('do')).toEqual([0, 2]);
  expect(lookup.beginnings('x')).toEqual([]);
});

test('a question is known by the stems of all its words', () => {
  expect(lookup.asking(['overrid', 'depend'])).toEqual([0]);
  expect(lookup.asking(['do'])).toEqual([0, 2]);
  expect(lookup.asking(['overrid', 'test'])).toEqual([]);
});

describe('candidates', () => {
  test('a word as it stands fits, by its stem as well', () => {
    expect(found('middleware')).toEqual(['known', ['middleware', 1]]);
    expect(found('testing')).toEqual(['known', ['test', 1]]);
  });

  test('a beginning fits the less, the more words it begins', () => {
    expect(found('midd')).toEqual(['beginning', ['middleware', 1]]);
    expect(found('d', true)).toEqual(['unknown']);
    expect(found('de', true)).toEqual(['beginning', ['dependency', 1], ['dependencies', 1]]);
    // Words that are typed to their end are not often beginnings.
    expect(found('dep')).toEqual(['unknown']);
    expect(found('depe')).toEqual(['beginning', ['dependency', 1], ['dependencies', 1]]);
    // None of the two is fully meant.
    const two = new Lookup(indexOf(questions, { cache: { 0: 1 }, cancel: { 1: 1 } }));
    expect(two.candidates('ca', true).entries.map(([, fit]) => fit.toFixed(3))).toEqual(['0.812', '0.812']);
  });

  test('a short word that is known may still be typed', () => {
    expect(found('test', true)).toEqual(['beginning', ['test', 1], ['TestClient', 0.6]]);
    expect(found('test')).toEqual(['known', ['test', 1]]);
    expect(found('database', true)).toEqual(['known', ['database', 1]]);
    // Another form, and one that is a beginning too: the word counts once.
    expect(found('depending', true)).toEqual(['known', ['dependency', 1]]);
    expect(found('depend', true)).toEqual(['known', ['dependency', 1]]);
  });

  test('an error is forgiven, two in long words, and in short ones a swap of neighbors', () => {
    expect(found('midleware')).toEqual(['corrected', ['middleware', 0.733]]);
    expect(found('mideware')).toEqual(['unknown']);
    expect(found('midlewaer')).toEqual(['corrected', ['middleware', 0.467]]);
    expect(found('oder')).toEqual(['unknown']);
    expect(found('ordar')).toEqual(['corrected', ['order', 0.47]]);
    expect(found('crso')).toEqual(['unknown']);
    expect(found('cosr')).toEqual(['corrected', ['cors', 0.7]]);
    expect(found('ocrs')).toEqual(['corrected', ['cors', 0.7]]);
    expect(found('core')).toEqual(['unknown']);
    expect(found('cars')).toEqual(['unknown']);
  });

  test('what begins otherwise is another word, but for a swap', () => {
    expect(found('niddleware')).toEqual(['unknown']);
    expect(found('imddleware')).toEqual(['corrected', ['middleware', 0.66]]);
  });

  test('an error may stand in a plural; another form with an error is another word', () => {
    expect(found('databses')).toEqual(['corrected', ['database', 0.6]]);
    expect(found('databss')).toEqual(['unknown']);
    expect(found('middlewring')).toEqual(['unknown']);
  });

  test('a form that differs in its last letter is one, not misspelled', () => {
    const two = new Lookup(indexOf(questions, { balancer: { 0: 5 } }));
    expect(two.candidates('balanced', false).how).toBe('known');
    expect(two.candidates('balancor', false).how).toBe('corrected');
    expect(found('dependancy')).toEqual(['respelled', ['dependency', 1]]);
  });

  test('two swapped letters are an error, even where they make another form of a known word', () => {
    const two = new Lookup(indexOf(questions, { flask: { 0: 5 }, flaky: { 1: 5 } }));
    const { entries, how } = two.candidates('flaks', false);
    expect([how, entries[0]![0].shown]).toEqual(['respelled', 'flask']);
    expect(two.candidates('flaky', false).how).toBe('known');
  });

  test('an error in a long word is forgiven while it is typed', () => {
    expect(found('midlewa', true)).toEqual(['corrected', ['middleware', 0.493]]);
    expect(found('midlewa')).toEqual(['unknown']);
  });

  test('common words, stop-words, numbers and signs are not corrected', () => {
    expect(found('border')).toEqual(['unknown']);
    expect(found('12der')).toEqual(['unknown']);
    expect(found(':orde')).toEqual(['unknown']);
  });

  test('what was looked up is remembered, apart for who is still typing', () => {
    expect(lookup.candidates('midd', true)).toBe(lookup.candidates('midd', true));
    expect(lookup.candidates('test', true)).not.toBe(lookup.candidates('test', false));
  });
});

test('two known words that were written as one are cut', () => {
  expect(lookup.cut('fakedatabase')).toEqual(['fake', 'database']);
  expect(lookup.cut('fakenothing')).toEqual([]);
  expect(lookup.cut('fake')).toEqual([]);
});
