import { expect, test } from 'vitest';
import type { AnswerData } from '../../../src/lib/schemas.ts';
import { datasetOf, datasetSchema, entryOf, jsonSchema } from '../../../src/study/dataset.ts';
import { folderWith } from '../../support/programs.ts';

const ok = { step: 'ok', kind: 'http', request: { method: 'GET', path: '/' }, response: { status: 404 } };
const seen = { step: 'seen', kind: 'value', label: 'What ran', value: 1 };
const files = {
  'app.py': 'app = 1  # point\n',
  'wrong.py': 'wrong = 1\n',
  'app.py.record.json': JSON.stringify({ steps: [ok, seen] }),
};

const data = {
  number: 7,
  question: 'How does `x` work?',
  title: 'X',
  level: 'mid',
  tags: ['a'],
  asked: ['x how'],
  say: 'It *works*.',
  listens: [{ level: 'junior', hear: 'Says [so](proof:it).' }],
  next: [{ ask: 'And?', reply: 'See [that](/s/o/).', answer: 8 }],
  pitfalls: [{ write: 'W.', happens: 'H [h](source:1).', instead: 'I.', program: 'wrong.py', steps: ['bad'] }],
  corrections: [
    { said: 'S.', truth: 'T.', since: 'FastAPI 0.1' },
    { said: 'A.', truth: 'B.' },
  ],
  buildsOn: [1],
  contrastsWith: [2],
  sources: [
    { title: 'One', url: 'https://one.example/', about: 'RFC 1' },
    { title: 'Two', url: 'https://two.example/', about: 'Docs', read: '2026-11-26' },
  ],
  packages: [],
} as unknown as AnswerData;
const source = {
  data,
  body: '## How it works\n\nSo.\n\n<Program file="app.py" />\n',
  url: 'https://x.example/s/q/',
  addressOf: (path: string) => `https://x.example${path}`,
  answer: () => ({ title: 'O', url: 'https://x.example/s/o/' }),
};
const rest = {
  shortUrl: 'https://x.example/q/7/',
  markdownUrl: 'https://x.example/s/q.md',
  section: 's',
  ran: ['FastAPI 1'],
  changed: '2026-11-26',
};

test('an answer is whole: its texts with links that lead out, its programs with what was recorded of them', () => {
  const id = folderWith(files);
  const { body, programs, ...entry } = entryOf({ ...source, id }, rest);
  expect(entry).toEqual({
    number: 7,
    id,
    url: 'https://x.example/s/q/',
    ...rest,
    question: 'How does x work?',
    title: 'X',
    level: 'mid',
    tags: ['a'],
    alsoAsked: ['x how'],
    spoken: 'It works.',
    listensFor: [{ level: 'junior', hear: 'Says [so](https://x.example/s/q/#q7-test_it).' }],
    next: [{ ask: 'And?', reply: 'See [that](https://x.example/s/o/).', answer: 8 }],
    pitfalls: [
      { write: 'W.', happens: 'H [h](https://one.example/).', instead: 'I.', program: 'wrong.py', steps: ['bad'] },
    ],
    corrections: [
      { said: 'S.', truth: 'T.', since: 'FastAPI 0.1' },
      { said: 'A.', truth: 'B.' },
    ],
    buildsOn: [1],
    contrastsWith: [2],
    sources: data.sources,
  });
  expect(body).toContain(`## How it works\n\nSo.\n\n\`content/${id}/app.py\``);
  expect(programs.map(({ source: _, ...program }) => program)).toEqual([
    {
      file: 'app.py',
      code: 'app = 1',
      records: [
        { step: 'ok', title: 'GET /', status: '404 Not Found', messages: [] },
        { step: 'seen', title: 'What ran', messages: [{ from: 'printed', text: '1' }] },
      ],
    },
    { file: 'wrong.py', code: 'wrong = 1', records: [] },
  ]);
  expect(programs[0]!.source).toContain('/blob/');
  expect(programs[0]!.source.endsWith(`/content/${id}/app.py`)).toBe(true);
});

test('the data hold to the schema, which is published as JSON Schema and refuses anything else', () => {
  const dataset = datasetOf({
    $schema: 'https://x.example/answers.schema.json',
    name: 'N',
    url: 'https://x.example/',
    license: 'L',
    sections: [{ id: 's', title: 'S', introduction: 'I.', url: 'https://x.example/s/' }],
    answers: [entryOf({ ...source, id: folderWith(files) }, rest)],
  });
  expect(dataset.version).toBe(1);
  expect(datasetSchema.parse(dataset)).toEqual(dataset);
  const schema = jsonSchema('https://x.example/answers.schema.json') as { [key: string]: unknown };
  expect(schema['$id']).toBe('https://x.example/answers.schema.json');
  expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
  expect(schema['additionalProperties']).toBe(false);
  expect(datasetSchema.safeParse({ ...dataset, more: 1 }).success).toBe(false);
  for (const bad of [{ number: 0 }, { level: 'expert' }, { url: 'here' }, { changed: 'today' }, { more: 1 }]) {
    const answers = [{ ...dataset.answers[0], ...bad }];
    expect(datasetSchema.safeParse({ ...dataset, answers }).success, JSON.stringify(bad)).toBe(false);
  }
});
