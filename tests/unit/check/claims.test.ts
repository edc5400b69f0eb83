import { describe, expect, test } from 'vitest';
import { claimOf, sentencesOf, unprovenIn } from '../../../src/check/claims.ts';
import { nearest } from '../../../src/check/near.ts';

describe('what is a claim', () => {
  test.each([
    ['It never runs.', 'a universal', 'never'],
    ['Always the same.', 'a universal', 'Always'],
    ['Only one, every one, all of them.', 'a universal', 'Only'],
    ['There is none.', 'a universal', 'none'],
    ['Nothing happens.', 'a universal', 'Nothing'],
    ['You cannot.', 'a universal', 'cannot'],
    ["You can't.", 'a universal', "can't"],
    ['You can’t.', 'a universal', 'can’t'],
    ['It must match.', 'a universal', 'must'],
    ['It raises an error.', 'what happens', 'raises'],
    ['The value is returned.', 'what happens', 'returned'],
    ['It blocks.', 'what happens', 'blocks'],
    ['It waits for it.', 'what happens', 'waits'],
    ['The default is ignored.', 'what happens', 'ignored'],
    ['A 404 comes back.', 'a number', '4'],
    ['Since FastAPI 0.118.', 'a number', '0'],
    ['In 3 steps.', 'a number', '3'],
  ])('%s', (text, trigger, word) => {
    expect(claimOf(text)).toEqual({ trigger, word });
  });

  test.each([
    'It runs in a thread.',
    'Is it always so?',
    'OAuth2 and HTTP/2, HTTP 2 and RFC 9110, PEP 604, UTF-8, SHA-256, IPv6, TLS 1.3, OpenAPI 3.1.',
    'A musty wall, an ally, tonally.',
    'base64 and x86_64 are names.',
  ])('no claim: %s', (text) => {
    expect(claimOf(text)).toBeUndefined();
  });
});

describe('sentences', () => {
  test('paragraphs are cut into sentences, code and marks apart', () => {
    expect(sentencesOf('`def` runs. [It never fails](proof:a), `x.y` does.\nMore? Yes.', 'mdx')).toEqual([
      { text: 'C runs.', line: 1, marked: false },
      { text: 'It never fails✓, C does.', line: 1, marked: true },
      { text: 'More?', line: 1, marked: false },
      { text: 'Yes.', line: 1, marked: false },
    ]);
  });

  test('a code that opens a sentence opens it', () => {
    expect(sentencesOf('One. `two` follows.', 'line').map(({ text }) => text)).toEqual(['One.', 'C follows.']);
  });

  test('list items, quotes and rows of a table count apart, headings and the head of a table not at all', () => {
    const text =
      '### All of it\n\n- never a\n- b\n\n| all | none |\n| --- | ---- |\n| one | two |\n| [x](source:1) | y |\n';
    expect(sentencesOf(text, 'mdx')).toEqual([
      { text: 'never a', line: 3, marked: false },
      { text: 'b', line: 4, marked: false },
      { text: 'one two', line: 8, marked: false },
      { text: 'x✓ y', line: 9, marked: true },
    ]);
  });

  test('components and links to answers prove nothing', () => {
    expect(sentencesOf('<Program file="a.py" />\n\nSee [it](/a/b/).', 'mdx')).toEqual([
      { text: 'See it.', line: 3, marked: false },
    ]);
  });

  test('a break within a line is a space', () => {
    expect(sentencesOf('one  \ntwo', 'mdx')[0]!.text).toBe('one two');
  });
});

test('what claims without a mark is found, and nothing else', () => {
  const text = 'It never runs. It [always](proof:a) waits. It runs. Is it all? `only` here.';
  expect(unprovenIn(text, 'mdx').map(({ text }) => text)).toEqual(['It never runs.']);
  expect(unprovenIn('It must.', 'line')).toEqual([{ text: 'It must.', line: 1, marked: false }]);
});

test('near names come first, those that share words before others, three at most', () => {
  const names = [
    'a_bad_value_is_refused',
    'quite_another_thing_which_is_long',
    'x',
    'a_good_value_passes',
    'quite_another_thing_which_is_long',
  ];
  expect(nearest('a_bad_value_is_refusd', names)).toEqual([
    'a_bad_value_is_refused',
    'a_good_value_passes',
    'quite_another_thing_which_is_long',
  ]);
  expect(nearest('a', [])).toEqual([]);
});
