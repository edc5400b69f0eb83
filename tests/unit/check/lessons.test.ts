import { expect, test } from 'vitest';
import { faultsAfter } from './fixture.ts';

test('phrasings and a glossary in words of the answers are right', () => {
  expect(
    faultsAfter({
      'content/phrasings.yaml': '1: |\n  another way\n2: |\n  a route by hand\n',
      'content/glossary.yaml': 'Flask: { app.route: something breaks }\nDjango: { urls.py: routes is }\n',
    }),
  ).toEqual([]);
});

test.each([
  [
    'phrasings.yaml',
    '9: |\n  another way\n',
    '9: is the number of no answer.\n  Put them under the number of the answer they ask for.',
  ],
  [
    'phrasings.yaml',
    '1: |\n  another way\n\n2: |\n  another way\n',
    '2: has "another way", as 1 has.\n  Keep it where it is asked for most.',
  ],
  ['phrasings.yaml', '1: [another way]\n', '1: '],
  ['phrasings.yaml', "1: ''\n", '1: says nothing.\n  Write a line for each way to ask, or remove it.'],
  [
    'phrasings.yaml',
    `1: >\n${'  another way\n'.repeat(21)}`,
    '1: has a line of 251 characters: another way another way another way anot ….\n  Write a line for each way to ask, beneath "|"',
  ],
  ['errors.yaml', '1: File "/home/ann/a.py"\n', '1: names "/home/ann", a folder of one machine.\n  Leave paths out.'],
  [
    'errors.yaml',
    '9: |\n  ValueError: another way\n',
    '9: is the number of no answer.\n  Put them under the number of the answer they ask for.',
  ],
  ['errors.yaml', '1: |\n  a\n  b\n2: |\n  b\n', '2: has "b", as 1 has.\n  Keep it where it is asked for most.'],
  ['errors.yaml', '1: [ValueError]\n', '1: '],
  [
    'glossary.yaml',
    'Flask: { g: something }\nDjango: { g: it breaks }\n',
    'Django.g: stands under Flask too.\n  Keep it once, or say both in one line.',
  ],
  [
    'glossary.yaml',
    'Flask: { g: something zanzibar }\n',
    'Flask.g: says "zanzibar", which no answer and no phrasing does.\n  Say it in words of the answers.',
  ],
  ['glossary.yaml', 'Flask: [g]\n', 'Flask: '],
  ['glossary.yaml', 'Flask: { g: 路由 }\n', 'Flask.g: says "路由".\n  Say it in words of the answers.'],
])('%s: %j is refused', (file, text, message) => {
  const faults = faultsAfter({ [`content/${file}`]: text });
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(`content/${file}, ${message}`);
});

test('phrasings of an answer that is itself at fault are not', () => {
  const faults = faultsAfter({
    'content/basics/one/index.mdx': (text) => text.replace('level: mid\ntags', 'level: expert\ntags'),
    'content/phrasings.yaml': '1: |\n  another way\n',
  });
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain('level: Invalid option');
});
