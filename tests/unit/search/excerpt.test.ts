import { expect, test } from 'vitest';
import { excerptOf, matchesOf, type Page, wordsFor } from '../../../src/search/excerpt.ts';

/** A page whose question is followed by parts, each `id: heading | text`; without a heading it is a part of the one before. */
function page(question: string, ...parts: string[]): Page {
  const words = question.split(' ');
  const anchors = parts.map((part) => {
    const [, id, heading, text] = /^(\S+): (?:(.*) \| )?(.*)$/.exec(part)!;
    const location = words.length;
    words.push(...(heading ? heading.split(' ') : []), ...text!.split(' '));
    return { id: id!, text: heading ?? '', location };
  });
  return { url: '/', content: words.join(' '), anchors, meta: {}, filters: {} };
}
const text = (of: Page, ...words: string[][]) =>
  excerptOf(of, words)
    .pieces.map(([piece]) => piece)
    .join('');

const override = page(
  'How do you override?',
  'q1-say: Say it | Put a replacement in the mapping.',
  'q1-pitfalls: Pitfalls | Overrides leak between tests unless cleared.',
);

test('an excerpt comes from the part that matches, marked, and leads there', () => {
  const { pieces, part } = excerptOf(override, [['leak'], ['test']]);
  expect(part).toEqual({ id: 'q1-pitfalls', heading: 'Pitfalls' });
  expect(pieces).toEqual([
    ['Overrides ', false],
    ['leak', true],
    [' between ', false],
    ['tests', true],
    [' unless cleared.', false],
  ]);
});

test('it leads to the page where the question says as much, or the first part does', () => {
  expect(excerptOf(override, [['overrid']]).part).toBeUndefined();
  expect(excerptOf(override, [['replac']]).part).toBeUndefined();
});

test('it begins with the first part where nothing matches', () => {
  expect(excerptOf(override, [['nothing']])).toEqual({ pieces: [['Put a replacement in the mapping.', false]] });
  expect(excerptOf(override, [])).toEqual({ pieces: [['Put a replacement in the mapping.', false]] });
});

test('a part without a heading, such as a pitfall, has the heading over it', () => {
  const of = page(
    'Q',
    'say: Say | one',
    'pitfalls: Pitfalls | x',
    'pitfall-a: an alpha error',
    'pitfall-b: a beta error',
  );
  expect(excerptOf(of, [['beta']])).toEqual({
    pieces: [
      ['a ', false],
      ['beta', true],
      [' error', false],
    ],
    part: { id: 'pitfall-b', heading: 'Pitfalls' },
  });
  // Its first word is read, a heading is not.
  expect(text(of, ['alpha'])).toBe('an alpha error');
  expect(text(page('Q', 'say: Say | one', 'two: alpha | beta'), ['alpha'])).toBe('one');
});

test('sources and related answers are not led to', () => {
  const of = page(
    'Q',
    'say: Say | one',
    'q7-source-12: alpha here',
    'q7-related: Related | alpha',
    'q7-how: How | alpha too',
  );
  expect(excerptOf(of, [['alpha']]).part?.id).toBe('q7-how');
  expect(excerptOf(page('Q', 'say: Say | one', 'q7-sources: S | alpha'), [['alpha']]).part).toBeUndefined();
});

test('a passage has 26 words and begins five before the match', () => {
  const words = Array.from({ length: 60 }, (_, at) => (at === 30 ? 'needle' : `w${at}`)).join(' ');
  const found = text(page('Q', `say: Say | ${words}`), ['needl']);
  expect(found).toBe(`… ${words.split(' ').slice(25, 51).join(' ')} …`);
  expect(text(page('Q', 'say: Say | a b c needle'), ['needl'])).toBe('a b c needle');
});

test('the passage with most of the words wins, prose before code, more matches before fewer', () => {
  const two = (one: string, other: string) => page('Q', 'say: Say | one', `a: A | ${one}`, `b: B | ${other}`);
  expect(text(two('alpha', 'alpha beta'), ['alpha'], ['beta'])).toBe('alpha beta');
  expect(text(two('alpha() =', 'alpha y'), ['alpha'])).toBe('alpha y');
  expect(text(two('alpha y', 'alpha alpha'), ['alpha'])).toBe('alpha alpha');
  expect(text(two('alpha y', 'alpha z'), ['alpha'])).toBe('alpha y');
});

test('a word that stands everywhere says less about where than a rare one', () => {
  const many = Array.from({ length: 9 }, () => 'alpha x y z v w').join(' ');
  const of = page('Q', `a: A | alpha beta ${many}`, 'b: B | gamma');
  expect(excerptOf(of, [['alpha'], ['gamma']]).part?.id).toBe('b');
});

test('neighboring matches are one mark', () => {
  expect(excerptOf(page('Q', 's: S | an alpha beta end'), [['alpha'], ['beta']]).pieces).toEqual([
    ['an ', false],
    ['alpha beta', true],
    [' end', false],
  ]);
});

test('a word of a text is each word of the query whose stem it or a part of it has', () => {
  expect(matchesOf('dependency_overrides', [['overrid'], ['x'], ['depend']])).toEqual([0, 2]);
  expect(matchesOf('app.dependency_overrides[x]', [['overrid'], ['cat']])).toEqual([0]);
  expect(matchesOf('other', [['overrid']])).toEqual([]);
});

test('a part of an identifier is looked for only where the whole is nowhere', () => {
  const words = [
    { stems: ['addtask'] },
    { stems: ['task'], within: ['addtask'] },
    { stems: ['overrid'], within: ['dependencyoverrid'] },
    { stems: ['cors'] },
  ];
  expect(wordsFor('call add_task for each task', words)).toEqual([['addtask'], ['overrid'], ['cors']]);
  expect(wordsFor('a task', words)).toEqual([['addtask'], ['task'], ['overrid'], ['cors']]);
});

test('a page without parts is shown from its beginning', () => {
  expect(excerptOf({ url: '/', content: 'one two', anchors: [], meta: {}, filters: {} }, [['one']]).pieces).toEqual([
    ['one two', false],
  ]);
});

test('it comes from the name of a test only for what no sentence says', () => {
  const of = page(
    'Q',
    'q7-say: Say | one',
    'q7-how: How | an alpha that a beta ends',
    'q7-test_alpha: Checked with | alpha alpha',
    'q7-routing.test_gamma: gamma',
  );
  expect(excerptOf(of, [['alpha']]).part?.id).toBe('q7-how');
  expect(excerptOf(of, [['gamma']]).part?.id).toBe('q7-routing.test_gamma');
  const elsewhere = page('Q', 'q7-say: Say | one', 'q7-how: How | an alpha', 'q7-routing.test_alpha: alpha alpha');
  expect(excerptOf(elsewhere, [['alpha']]).part?.id).toBe('q7-how');
});

test('what is often said and wrong stands behind what is right, unless it alone is asked for', () => {
  const of = page(
    'Q',
    'q7-say: Say | one',
    'q7-how-it-works: How | an alpha and then others and a beta',
    'q7-no-longer-true: Often said | an alpha beta gamma alpha',
  );
  expect(excerptOf(of, [['alpha'], ['beta']]).part?.id).toBe('q7-how-it-works');
  expect(excerptOf(of, [['alpha'], ['gamma']]).part?.id).toBe('q7-no-longer-true');
});
