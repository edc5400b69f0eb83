import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'playwright/test';
import { readAnswers } from '../support/answers.ts';
import { copyProject } from '../support/scratch.ts';

/**
 * What README tells a contributor to do, done in a copy, command by command: a new question, then a renamed one, a renamed heading and
 * an edited sentence. Renaming chapters and following old links is in forwards.test.ts.
 */
let scratch: string;
test.beforeAll(() => {
  scratch = copyProject();
  for (const name of ['tests', 'playwright.config.ts', 'vitest.config.ts', 'pyproject.toml', 'biome.json']) {
    cpSync(name, join(scratch, name), { recursive: true });
  }
  symlinkSync(join(process.cwd(), '.venv'), join(scratch, '.venv'));
});
test.afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs a command of package.json or of a package in the copy; gives its exit status and what it printed. */
function run(command: string, ...words: string[]) {
  // The port is this run's; the copy finds one of its own.
  const { SITE_PORT, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(command, words, { cwd: scratch, encoding: 'utf8', env });
  return { status, output: `${stdout}${stderr}` };
}
const write = (file: string, text: string) => {
  mkdirSync(dirname(join(scratch, file)), { recursive: true });
  writeFileSync(join(scratch, file), text);
};
const edit = (file: string, change: (text: string) => string) => {
  const text = readFileSync(join(scratch, file), 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error(`nothing to change in ${file}`);
  writeFileSync(join(scratch, file), changed);
};
/** The checks that a contributor runs: content, the built site, one answer's programs. */
function expectGreen(answer: string) {
  const check = run('node', 'tests/tools/content.ts');
  expect(check.status, check.output).toBe(0);
  const programs = run('node', 'tests/tools/programs.ts', answer);
  expect(programs.status, programs.output).toBe(0);
  const build = run('astro', 'build');
  expect(build.status, build.output).toBe(0);
}
/** The facts about `dist` that a new or moved page could break. */
const siteTests = ['pages', 'links', 'permalinks', 'reader', 'rules', 'search-index', 'valid'].map(
  (name) => `${name}.test`,
);
// Without the one that builds anew for a sub-path, which sees nothing in a new answer that it does not see in the others.
const site = () => run('playwright', 'test', '--project=site', ...siteTests, '--grep-invert', 'under a sub-path');
const permalinks = () => run('node', 'tests/tools/permalinks.ts');

const numbers = readAnswers().map(({ data }) => data.number);
const number = Math.max(...numbers) + 1;
const id = 'routing/redirects';
const words = (count: number) => Array.from({ length: count }, () => 'word').join(' ');

test('a new question, a renamed one, a renamed heading and an edited sentence end green', async () => {
  test.setTimeout(900_000);

  await test.step('a new question', () => {
    write(
      `content/${id}/moved.py`,
      'from fastapi import FastAPI\nfrom fastapi.responses import RedirectResponse\n\napp = FastAPI()\n\n\n@app.get("/old")\nasync def read_old() -> RedirectResponse:\n    return RedirectResponse("/new")  # point\n',
    );
    write(
      `tests/examples/routing/test_redirects.py`,
      'from fastapi.testclient import TestClient\n\n\ndef test_the_old_address_leads_on(program):\n    moved = program("moved.py")\n    client = TestClient(moved.load().app, follow_redirects=False)\n    response = client.get("/old")\n    assert response.status_code == 307\n    moved.record_http("moved", response, headers=["location"])\n',
    );
    write(
      `content/${id}/index.mdx`,
      `---
number: ${number}
question: 'How do you redirect a client?'
title: Redirects
level: junior
tags: [routing]
asked: [redirects, moved, old address, temporary redirect, Location header, forward]
say: >-
  ${words(55)}
listens:
  - level: junior
    hear: Names the response class.
  - level: mid
    hear: Says that the default is [a 307](proof:the_old_address_leads_on).
  - level: senior
    hear: Asks whether the method may change.
pitfalls:
  - write: Nothing.
    happens: The old address is gone.
    instead: A redirect.
    program: moved.py
    steps: [moved]
corrections:
  - said: A redirect is a page.
    truth: It is a response with a header.
next:
  - ask: Why not a permanent one?
    reply: Browsers keep it.
  - ask: What of the method?
    reply: See [declaring routes](/routing/declaring-routes/).
sources:
  - title: Custom Response
    url: https://fastapi.tiangolo.com/advanced/custom-response/#redirectresponse
    about: FastAPI documentation
    read: 2026-11-26
  - title: Redirection 3xx
    url: https://www.rfc-editor.org/rfc/rfc9110#name-redirection-3xx
    about: RFC 9110
---

## How it works

${words(220)}

### A heading of its own

${words(20)}

## Example

<Program file="moved.py" />
`,
    );
    edit('content/sections.yaml', (text) =>
      text.replace('    - declaring-routes\n', '    - declaring-routes\n    - redirects\n'),
    );
    edit(
      'content/questions.yaml',
      (text) => `${text}${number}:\n  path: ${id}\n  question: 'How do you redirect a client?'\n`,
    );
    const record = run('node', 'tests/tools/programs.ts', '--record', id);
    expect(record.status, record.output).toBe(0);
    expectGreen(id);
    const lock = permalinks();
    expect(lock.status, lock.output).toBe(0);
    const tests = site();
    expect(tests.status, tests.output).toBe(0);
  });

  await test.step('it is renamed, with a heading and a sentence: the lock prints the lines that bring old links along', () => {
    renameSync(join(scratch, 'content', id), join(scratch, 'content/routing/forwarding'));
    renameSync(
      join(scratch, 'tests/examples/routing/test_redirects.py'),
      join(scratch, 'tests/examples/routing/test_forwarding.py'),
    );
    edit('content/sections.yaml', (text) => text.replace('    - redirects\n', '    - forwarding\n'));
    edit('content/questions.yaml', (text) => text.replace(`path: ${id}`, 'path: routing/forwarding'));
    edit('content/routing/forwarding/index.mdx', (text) =>
      text.replace('### A heading of its own', '### A heading').replace('A redirect.', 'A redirect, and a test.'),
    );
    const record = run('node', 'tests/tools/programs.ts', '--record', 'routing/forwarding');
    expect(record.status, record.output).toBe(0);
    expectGreen('routing/forwarding');
    const missed = permalinks();
    expect(missed.status, missed.output).toBe(1);
    expect(missed.output).toContain(`  /${id}/: /routing/forwarding/`);
    expect(missed.output).toContain(`  q${number}-a-heading-of-its-own: q${number}-a-heading`);
    edit('content/forwards.yaml', (text) =>
      text
        .replace(/^pages:.*$/m, `pages:\n  /${id}/: /routing/forwarding/`)
        .replace(/^fragments:.*$/m, `fragments:\n  q${number}-a-heading-of-its-own: q${number}-a-heading`),
    );
    expectGreen('routing/forwarding');
    const lock = permalinks();
    expect(lock.status, lock.output).toBe(0);
    const tests = site();
    expect(tests.status, tests.output).toBe(0);
  });
});
