import { expect, test } from 'vitest';
import { count, countWords, escapeHtml, plainText, slugify } from '../../../src/lib/text.ts';

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

test('one of a thing is one, and none or more are many', () => {
  expect([0, 1, 2].map((amount) => count(amount, 'question'))).toEqual(['0 questions', '1 question', '2 questions']);
});
