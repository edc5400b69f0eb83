import { expect, test } from 'vitest';
import { renderInline } from '../../../src/lib/inline.ts';
import { partId } from '../../../src/lib/parts.ts';
import { countWords, plainText, slugify } from '../../../src/lib/text.ts';

test('a line of front matter is rendered without a paragraph of its own', () => {
  expect(renderInline('Use `Depends()` *once*.')).toBe('Use <code>Depends()</code> <em>once</em>.');
});

test('a line that begins with a status code is no list', () => {
  expect(renderInline('401. The key is absent.')).toBe('401. The key is absent.');
});

test('anything but a line is refused', () => {
  for (const text of ['# Heading', '- item', '> quote', 'one\n\ntwo']) {
    expect(() => renderInline(text), text).toThrow('must be one line of text');
  }
});

test('a link to an answer starts with the base path', () => {
  expect(renderInline('See [this](/dependencies/dependency-scopes/).')).toBe(
    'See <a href="/dependencies/dependency-scopes/">this</a>.',
  );
});

test('plain text has no markup left', () => {
  expect(plainText('`Depends()` and [more](/x/)')).toBe('Depends() and more');
});

test('words are what has a letter or a digit', () => {
  expect(countWords('A task, a response - and 2 more …')).toBe(7);
});

test('fragments are lower-case words with the number of the answer before them', () => {
  expect(partId(19, slugify('Two exit stacks: when?'))).toBe('q19-two-exit-stacks-when');
});
