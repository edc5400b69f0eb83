import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exampleIn, readExamples } from '../../../src/run/examples.ts';

test('an example names its title and its requests, which its code does not show', () => {
  const text = '"""A title\n\nGET /a?b=1\nPOST /c {"d": "e f"}\nWebSocket /talk\n"""\n\nimport os\n\n"""no title"""\n';
  expect(exampleIn(text)).toEqual({
    title: 'A title',
    requests: [
      { method: 'GET', target: '/a?b=1', headers: [], body: '' },
      { method: 'POST', target: '/c', headers: [], body: '{"d": "e f"}' },
    ],
    socket: '/talk',
    code: 'import os\n\n"""no title"""\n',
  });
  expect(exampleIn('"""Alone"""\n\nx = 1\n')).toEqual({
    title: 'Alone',
    requests: [],
    socket: undefined,
    code: 'x = 1\n',
  });
});

test('every file is an example, has a title, and fits a screen', () => {
  const examples = readExamples();
  expect(examples).toHaveLength(readdirSync('src/run/examples').filter((name) => name.endsWith('.py')).length);
  for (const { title, code } of examples) {
    expect(title).not.toBe('');
    expect(code.split('\n').length, title).toBeLessThanOrEqual(35);
    expect(code).not.toContain('"""');
  }
});
