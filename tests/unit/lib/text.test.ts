import { expect, test } from 'vitest';
import { count, countWords, escapeHtml, plainText, slugify, withoutMarks } from '../../../src/lib/text.ts';

test('plain text has no markup left', () => {
  expect(plainText('`Depends()` and *one* [more](/x/), [proven](proof:a)')).toBe('Depends() and one more, proven');
});

test('words are what has a letter or a digit', () => {
  expect(countWords('A task, a response - and 2 more …')).toBe(7);
  expect(countWords('  ')).toBe(0);
  expect(countWords('one\ntwo\tthrée')).toBe(3);
});

test('a slug is lower-case words joined by hyphens, without accents or edges', () => {
  expect(slugify('Two exit stacks: when?')).toBe('two-exit-stacks-when');
  expect(slugify('“Naïve” — Größe')).toBe('nai-ve-gro-e');
  expect(slugify('!?')).toBe('');
});

test('text is escaped for its place between tags', () => {
  expect(escapeHtml('<a href="x">&</a>')).toBe('&lt;a href="x"&gt;&amp;&lt;/a&gt;');
});

test('marks go and their words stay, whatever code is among them; other links stay as well', () => {
  expect(withoutMarks('It [never runs](proof:a_b), [says RFC](source:2).')).toBe('It never runs, says RFC.');
  expect(withoutMarks('Take [`fastapi[standard]`](proof:a/b#c_d) or [the `x[1]` of it](source:1).')).toBe(
    'Take `fastapi[standard]` or the `x[1]` of it.',
  );
  expect(withoutMarks('See [this](/a/b/) aside.')).toBe('See [this](/a/b/) aside.');
});

test('one of a thing is one, and none or more are many', () => {
  expect([0, 1, 2].map((amount) => count(amount, 'question'))).toEqual(['0 questions', '1 question', '2 questions']);
});
