import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { checkContent, formatFault } from '../../../src/check/index.ts';

const words = (count: number) =>
  Array.from({ length: count }, (_, at) => `word${at % 7}`)
    .join(' ')
    .replace(/\d/g, 'n');

/** An answer that breaks no rule; `more` are lines at the end of its front matter. */
const answer = (number: number, question: string, title: string, more = '') => `---
number: ${number}
question: '${question}'
title: ${title}
level: mid
tags: [routing]
asked: [one, two, three, four, five, six]
say: >-
  ${words(60)}
listens:
  - level: junior
    hear: Says what it is.
  - level: mid
    hear: Says that it [never fails](proof:it_holds).
  - level: senior
    hear: Says how it works.
pitfalls:
  - write: Something.
    happens: It breaks.
    instead: Something else.
    program: wrong.py
    steps: [broken]
corrections:
  - said: It is so.
    truth: 'It is not, [since FastAPI 0.100](source:1).'
next:
  - ask: Why?
    reply: Because.
    answer: ${number === 1 ? 2 : 1}
  - ask: How?
    reply: See [the other](/basics/two/).
sources:
  - title: Release notes
    url: https://fastapi.tiangolo.com/release-notes/#01000
    about: FastAPI 0.100.0 release notes
  - title: Path parameters
    url: https://fastapi.tiangolo.com/tutorial/path-params/
    about: FastAPI documentation
    read: 2026-11-26
${more}---

## How it works

${words(220)}

| what | how |
| ---- | --- |
| this | so  |

## Example

<Program file="right.py" region="main" />

<Timeline steps={4} caption="Time" alt="Times" lanes={[{ name: 'a', bars: [[0, 2, 'x']] }]} />
`;

const record = (step: object) => `${JSON.stringify({ steps: [step] })}\n`;
const seen = { step: 'seen', kind: 'value', label: 'seen', value: 1 };
const broken = { step: 'broken', kind: 'http', request: { method: 'GET', path: '/' }, response: { status: 500 } };
const program = `import os\n\n# region main\nprint(os.name)  # point\n# endregion\n`;

/** A small content that breaks no rule, by path from the project's root. */
export const files: { [path: string]: string } = {
  'content/sections.yaml': `- id: basics
  title: Basics
  icon: ✨
  introduction: ${words(40)}
  questions:
    - one
    - two
`,
  'content/questions.yaml': `1:\n  path: basics/one\n  question: 'What is one?'\n2:\n  path: basics/two\n  question: 'What is two?'\n`,
  'content/faults.yaml': `1:\n  3: 'wrong: a claim'\n`,
  'content/forwards.yaml': 'pages:\nfragments:\n',
  'content/changes.yaml':
    '- date: 2026-11-24\n  releases: [fastapi 1.0]\n  answers: []\n- date: 2026-11-26\n  releases: [fastapi 1.1]\n  answers: [basics/one]\n  note: Read it again.\n',
  'content/home.yaml': 'specimen:\n  answer: 2\n  said: It is so.\n  program: wrong.py\n  step: broken\n',
  'content/topics.yaml': `without: [sleep]
terms:
  - term: Routing
  - term: One thing
    also: [Thing]
    tags: [routing]
    places: [1, q2-how-it-works, q2-pitfall-broken, q2-why]
  - term: Another
    say: It is \`so\`.
    source: { title: It, url: 'https://example.org/it', about: Example }
`,
  // Of the second answer: what tests change of the first leaves these right.
  'content/mistakes.yaml': `it-is-so:
  answer: 2
  said: It is so.
  right: 'It [is not so](source:1).'
  beside:
    - 'It [never fails](proof:it_holds).'
    - 'It [holds](proof:it_holds).'
  run: { program: right.py, step: seen }
something:
  answer: 2
  said: Something.
  wrong: Something holds.
  right: 'It [breaks](proof:it_holds).'
  beside: ['It [is new](source:1).', 'It [has not failed](proof:it_holds).']
`,
  'content/predictions.yaml': `broken:
  answer: 2
  program: wrong.py
  step: broken
`,
  'content/deck.yaml': "1: { hash: '4f560e49da56', at: 1795848369 }\n",
  'content/phrasings.yaml': '{}\n',
  'content/errors.yaml': '{}\n',
  'content/glossary.yaml': '{}\n',
  'content/run.yaml': 'reasons: {}\nmodules: {}\nprograms: {}\n',
  'content/permalinks.txt':
    '/\n/basics/\n/basics/one/\n/basics/one/#q1-old\n/basics/one/#q1-say\n/basics/two/#q2-say\n/old/\n/old/one/\n',
  'content/basics/one/index.mdx': answer(1, 'What is one?', 'One', 'packages: [uvicorn]\nhandled: { 3: example }\n'),
  'content/basics/two/index.mdx': answer(2, 'What is two?', 'Two'),
  '.python-version': '3.14\n',
  'requirements.txt': 'fastapi==1.1\nuvicorn==2.0\n',
  'tests/examples/basics/test_one.py':
    'def test_it_holds(program):\n    pass\n\n\nasync def test_it_waits(program):\n    pass\n',
  'tests/examples/basics/test_two.py': 'def test_it_holds(program):\n    pass\n',
};
for (const name of ['one', 'two']) {
  files[`content/basics/${name}/right.py`] = program;
  files[`content/basics/${name}/right.py.record.json`] = record(seen);
  files[`content/basics/${name}/wrong.py`] = 'print(1)\n';
  files[`content/basics/${name}/wrong.py.record.json`] = record(broken);
}

/** Changes to the small content: a file's new text, or what becomes of it; `null` removes the file. */
export type Changes = { [path: string]: string | null | ((text: string) => string) };

const put = (root: string, path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

let shared: string | undefined;
afterAll(() => {
  if (shared) rmSync(shared, { recursive: true, force: true });
});
/** The small content in a folder, written once for all edits that leave it as they found it. */
function openShared(): string {
  if (shared) return shared;
  const root = mkdtempSync(join(tmpdir(), 'content-'));
  for (const [path, text] of Object.entries(files)) put(root, path, text);
  shared = root;
  return root;
}

/** The faults of the small content after `changes`, each as people read it; `prepare` may do more in its folder. */
export function faultsAfter(changes: Changes = {}, prepare?: (root: string) => void): string[] {
  const root = openShared();
  try {
    for (const [path, change] of Object.entries(changes)) {
      const before = files[path] ?? '';
      const after = typeof change === 'function' ? change(before) : change;
      if (typeof change === 'function' && after === before) throw new Error(`nothing to change in ${path}`);
      if (after === null) rmSync(join(root, path));
      else put(root, path, after);
    }
    prepare?.(root);
    return checkContent(join(root, 'content')).map((fault) => formatFault(fault).replaceAll(`${root}/`, ''));
  } finally {
    const isNew = Object.keys(changes).some((path) => !(path in files));
    if (prepare || isNew) {
      rmSync(root, { recursive: true, force: true });
      shared = undefined;
    } else for (const path of Object.keys(changes)) put(root, path, files[path]!);
  }
}

/** The faults after a change of the first answer's file. */
export const inAnswer = (change: (text: string) => string): string[] =>
  faultsAfter({ 'content/basics/one/index.mdx': change });
