import { expect, test } from 'vitest';
import type { AnswerData } from '../../../src/lib/schemas.ts';
import {
  bodyOut,
  documentOf,
  fenceOf,
  lineOut,
  programOut,
  recordOut,
  type Source,
} from '../../../src/study/document.ts';
import { folderWith } from '../../support/programs.ts';

const program = `from fastapi import FastAPI

# region app
app = FastAPI()  # point
# endregion
`;
const record = {
  steps: [
    { step: 'ok', kind: 'http', request: { method: 'GET', path: '/7' }, response: { status: 200, body: { id: 7 } } },
    { step: 'log', kind: 'output', note: 'from its log', command: 'python app.py', output: 'started\n' },
    { step: 'seen', kind: 'value', label: 'What ran', value: ['a'] },
    {
      step: 'talk',
      kind: 'websocket',
      path: '/ws',
      messages: [
        { from: 'client', data: 'hi' },
        { from: 'close', data: 1000 },
      ],
    },
  ],
};
const data = {
  number: 7,
  question: 'How?',
  title: 'How',
  level: 'mid',
  tags: ['a', 'b'],
  asked: [],
  say: 'Say `it`.',
  listens: [{ level: 'junior', hear: 'Says [so](proof:it_is_so).' }],
  next: [
    { ask: 'And then?', reply: 'See [there](/s/other/).', answer: 8 },
    { ask: 'Why?', reply: 'Because.' },
  ],
  pitfalls: [{ write: 'W.', happens: 'H.', instead: 'I.', program: 'app.py', steps: ['ok'] }],
  corrections: [
    { said: 'S.', truth: 'T [there](source:2).', since: 'FastAPI 0.1' },
    { said: 'A.', truth: 'B.' },
  ],
  buildsOn: [],
  contrastsWith: [],
  sources: [
    { title: 'One', url: 'https://one.example/', about: 'RFC 1' },
    { title: 'Two', url: 'https://two.example/', about: 'Docs', read: '2026-11-26' },
  ],
  packages: [],
} as unknown as AnswerData;
const body = `## How it works

It [works](proof:other/answer#it_works), as [said](source:1); see [more](/s/other/#q8-say) and [out](https://out.example/).

<Graph caption="What leads where" alt="A leads to B." nodes={[['A', 0, 0], ['B', 1, 0]]} edges={[[0, 1]]} />

## Example

<Program file="app.py" region="app" steps={['ok']} />

<Record file="app.py" steps={['log']} />
`;
/** The answer in a folder of its own; `clean` names that s/q. */
const written = () => {
  const id = folderWith({ 'app.py': program, 'app.py.record.json': JSON.stringify(record) });
  return { id, source: { ...source, id }, clean: (text: string) => text.replaceAll(id, 's/q') };
};
const source: Source = {
  id: 's/q',
  data,
  body,
  url: 'https://x.example/s/q/',
  addressOf: (path) => `https://x.example${path}`,
  answer: (number) => ({ title: `Answer ${number}`, url: 'https://x.example/s/other/' }),
};

test('a fence is longer than any run of backticks in it', () => {
  expect(fenceOf('x = 1', 'python')).toBe('```python\nx = 1\n```');
  expect(fenceOf('```\n````')).toBe('`````\n```\n````\n`````');
});

test('links of a line lead out: marks to their entry or source, paths to the site', () => {
  expect(lineOut('[a](proof:x) [b](source:2) [c](/s/o/) [d](https://d.example/) /s/o/', source)).toBe(
    '[a](https://x.example/s/q/#q7-test_x) [b](https://two.example/) [c](https://x.example/s/o/) [d](https://d.example/) /s/o/',
  );
});

test('a program is a fence under its path, without markers', () => {
  const { id, clean } = written();
  expect(clean(programOut(id, 'app.py'))).toBe(
    '`content/s/q/app.py`\n\n```python\nfrom fastapi import FastAPI\n\napp = FastAPI()\n```',
  );
  expect(clean(programOut(id, 'app.py', 'app'))).toBe(
    '`content/s/q/app.py`, the part “app”\n\n```python\napp = FastAPI()\n```',
  );
});

test('recorded steps say what was asked and what came of it', () => {
  const { id } = written();
  expect(recordOut(id, 'app.py')).toBe(
    [
      'Recorded: `GET /7` → 200 OK',
      '```\n{"id": 7}\n```',
      'Recorded: `$ python app.py` (from its log)',
      '```\nstarted\n```',
      'Recorded: What ran',
      '```\n["a"]\n```',
      'Recorded: `WebSocket /ws`',
      '```\nhi\n```',
      'Closed: 1000',
    ].join('\n\n'),
  );
  expect(recordOut(id, 'app.py', [])).toBe('');
});

test('a body keeps its text, with programs, records and descriptions in place of its components', () => {
  const { source, clean } = written();
  expect(clean(bodyOut(source))).toBe(
    [
      '## How it works',
      'It [works](https://x.example/s/q/#q7-answer.test_it_works), as [said](https://one.example/); see [more](https://x.example/s/other/#q8-say) and [out](https://out.example/).',
      '*What leads where* A leads to B.',
      '## Example',
      '`content/s/q/app.py`, the part “app”\n\n```python\napp = FastAPI()\n```',
      'Recorded: `GET /7` → 200 OK\n\n```\n{"id": 7}\n```',
      'Recorded: `$ python app.py` (from its log)\n\n```\nstarted\n```',
    ].join('\n\n'),
  );
});

test('a document holds every part of the answer, in the order of the page', () => {
  const { source, clean } = written();
  const text = clean(documentOf(source, { section: 'S & T' }));
  expect(text.slice(0, text.indexOf('## How it works'))).toBe(`---
number: 7
question: "How?"
level: "mid"
tags: ["a","b"]
section: "S & T"
url: "https://x.example/s/q/"
---

# How?

Say \`it\`.

## What the interviewer listens for

- **junior**: Says [so](https://x.example/s/q/#q7-test_it_is_so).

## They will ask next

### And then?

See [there](https://x.example/s/other/). More: [Answer 8](https://x.example/s/other/).

### Why?

Because.

`);
  expect(text.slice(text.indexOf('## Pitfalls'))).toBe(`## Pitfalls

**You write:** W.

**What happens:** H.

**Write instead:** I.

The wrong version, \`content/s/q/app.py\`

\`\`\`python
from fastapi import FastAPI

app = FastAPI()
\`\`\`

Recorded: \`GET /7\` → 200 OK

\`\`\`
{"id": 7}
\`\`\`

## Often said, no longer true

- **Said:** S. **True:** T [there](https://two.example/). (since FastAPI 0.1)

- **Said:** A. **True:** B.

## Sources

1. [One](https://one.example/) (RFC 1)
2. [Two](https://two.example/) (Docs, read on 2026-11-26)
`);
});
