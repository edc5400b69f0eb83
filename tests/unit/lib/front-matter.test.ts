import { expect, test } from 'vitest';
import { splitFrontMatter } from '../../../src/lib/front-matter.ts';

test('front matter and body are told apart, with the line of the body', () => {
  expect(splitFrontMatter('---\na: 1\nb: 2\n---\n\n## X\n')).toEqual({
    front: 'a: 1\nb: 2\n',
    body: '\n## X\n',
    bodyLine: 5,
  });
});

test('lines that end in CR LF are the same lines', () => {
  expect(splitFrontMatter('---\r\na: 1\r\n---\r\nbody')).toEqual({ front: 'a: 1\n', body: 'body', bodyLine: 4 });
});

test('a rule in the body is no end of the front matter', () => {
  expect(splitFrontMatter('---\na: 1\n---\none\n---\ntwo')?.body).toBe('one\n---\ntwo');
});

test('without front matter there is nothing to split', () => {
  for (const text of ['', 'body', 'body\n---\na: 1\n---\n', '---\na: 1\n'])
    expect(splitFrontMatter(text)).toBeUndefined();
});
