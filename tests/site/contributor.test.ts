import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'node-html-parser';
import { expect, test } from 'playwright/test';
import { parse as parseYaml } from 'yaml';
import { forwardsSchema, sectionSchema } from '../../src/lib/schemas.ts';
import { readAnswers } from '../support/answers.ts';
import { Contribution } from './contribution.ts';
import { answersIn, forwardOf, isMoved, type Page, pages, readPages } from './pages.ts';
import { follows, lost, published, split } from './permalinks.ts';
import { readSite, serve, servers } from './servers.ts';

/**
 * What README tells a contributor to do, done in a copy, command by command: a new question; then it, an answer, a chapter and headings
 * are renamed, an answer moves to another chapter, and a sentence is edited, until every old link arrives.
 */
let copy: Contribution;
test.beforeAll(() => {
  copy = new Contribution();
});
test.afterAll(() => copy.remove());

const expectStatus = (status: number, command: string, ...words: string[]): string => {
  const done = copy.run(command, ...words);
  expect(done.status, done.output).toBe(status);
  return done.output;
};
/** What a contributor runs after an edit: the content's check, one answer's programs, the build. */
function expectGreen(answer: string) {
  expectStatus(0, 'node', 'tests/tools/content.ts');
  expectStatus(0, 'node', 'tests/tools/programs.ts', answer);
  expectStatus(0, 'astro', 'build');
}
const record = (answer: string) => expectStatus(0, 'node', 'tests/tools/programs.ts', '--record', answer);
const permalinks = (status: number) => expectStatus(status, 'node', 'tests/tools/permalinks.ts');
/** The facts about `dist` that a new or moved page could break. */
const siteTests = ['pages', 'links', 'permalinks', 'reader', 'rules', 'search-index', 'valid'].map(
  (name) => `${name}.test`,
);

/** The lines of a message that stand under `key:`. */
const linesUnder = (message: string, key: string) =>
  new RegExp(`^${key}:\n((?:  .*\n?)*)`, 'm').exec(message)?.[1]?.trimEnd() ?? '';

const number = Math.max(...readAnswers().map(({ data }) => data.number)) + 1;
const words = (count: number) => Array.from({ length: count }, () => 'word').join(' ');
const program = `from fastapi import FastAPI
from fastapi.responses import RedirectResponse

app = FastAPI()


@app.get("/old")
async def read_old() -> RedirectResponse:
    return RedirectResponse("/new")  # point
`;
const programTest = `from fastapi.testclient import TestClient


def test_the_old_address_leads_on(program):
    moved = program("moved.py")
    client = TestClient(moved.load().app, follow_redirects=False)
    response = client.get("/old")
    assert response.status_code == 307
    moved.record_http("moved", response, headers=["location"])
`;
const page = `---
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
`;

/** What is renamed and moved beside it, chosen by place, so that the test outlives real renames. */
const sections = sectionSchema.array().parse(parseYaml(readFileSync('content/sections.yaml', 'utf8')));
const [, second, third, , fifth] = sections as [unknown, Chapter, Chapter, unknown, Chapter];
const last = sections.at(-1)!;
type Chapter = (typeof sections)[number];
const renamed = second.questions.at(-1)!;
const moved = fifth.questions[3]!;
const renamedIds = [`${second.id}/${renamed}`, `${fifth.id}/${moved}`];
const withHeading = readAnswers().find(
  ({ id, body }) => !id.startsWith(third.id) && !renamedIds.includes(id) && /^### /m.test(body),
)!;
const heading = /^### (.*)$/m.exec(withHeading.body)![1]!;

test('a new question, renamed and moved answers and headings, and an edited sentence end green, and every old link arrives', async () => {
  test.setTimeout(1_500_000);
  // What has moved for good is no matter of this test.
  const { fragments } = forwardsSchema.parse(parseYaml(readFileSync('content/forwards.yaml', 'utf8')));
  copy.write('content/forwards.yaml', 'pages:\nfragments:\n');
  const before = published(pages).filter((address) => !((split(address)[1] ?? '') in fragments));
  copy.write('content/permalinks.txt', `${before.join('\n')}\n`);

  await test.step('a new question', () => {
    copy.write('content/routing/redirects/moved.py', program);
    copy.write('tests/examples/routing/test_redirects.py', programTest);
    copy.write('content/routing/redirects/index.mdx', page);
    copy.edit('content/sections.yaml', (text) =>
      text.replace('    - declaring-routes\n', '    - declaring-routes\n    - redirects\n'),
    );
    copy.edit(
      'content/questions.yaml',
      (text) => `${text}${number}:\n  path: routing/redirects\n  question: 'How do you redirect a client?'\n`,
    );
    record('routing/redirects');
    expectGreen('routing/redirects');
    permalinks(0);
  });

  const pagesMoved = [
    ['/routing/redirects/', '/routing/forwarding/'],
    [`/${fifth.id}/${moved}/`, `/${last.id}/${moved}/`],
    [`/${second.id}/${renamed}/`, `/${second.id}/renamed/`],
    [`/${third.id}/`, '/renamed-chapter/'],
    ...third.questions.map((question) => [`/${third.id}/${question}/`, `/renamed-chapter/${question}/`]),
  ].sort(([a = ''], [b = '']) => (a < b ? -1 : 1)) as [from: string, to: string][];
  const forwards = new Map(pagesMoved);
  let gone: string[] = [];

  await test.step('what is renamed or moved is missed until the lines that the lock asks for are added', () => {
    copy.rename('routing/redirects', 'routing/forwarding');
    copy.rename(`${second.id}/${renamed}`, `${second.id}/renamed`);
    copy.rename(third.id, 'renamed-chapter');
    copy.rename(`${fifth.id}/${moved}`, `${last.id}/${moved}`);
    copy.edit('content/sections.yaml', (text) =>
      text
        .replace('    - redirects\n', '    - forwarding\n')
        .replace(`    - ${renamed}\n`, '    - renamed\n')
        .replace(`- id: ${third.id}\n`, '- id: renamed-chapter\n')
        .replace(`    - ${moved}\n`, '')
        .replace(`    - ${last.questions[0]}\n`, `    - ${moved}\n    - ${last.questions[0]}\n`),
    );
    const headings = [
      // In no more words: an answer may have as many as it can.
      [withHeading.id, ...copy.renameHeading(withHeading.id, withHeading.data.number, heading, `${heading}-indeed`)],
      ['routing/', ...copy.renameHeading('routing/forwarding', number, 'A heading of its own', 'A heading')],
    ]
      .map(([id, from, to]) => [`${id!.split('/')[0]}#${from}`, `  ${from}: ${to}`])
      .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
    copy.edit('content/routing/forwarding/index.mdx', (text) => text.replace('A redirect.', 'A redirect, and a test.'));
    record('routing/forwarding');
    expectGreen('routing/forwarding');

    const lock = readFileSync(join(copy.folder, 'content/permalinks.txt'), 'utf8').trim().split('\n');
    gone = lost(lock, readPages(copy.dist));
    const message = permalinks(1);
    const pageLines = pagesMoved.map(([from, to]) => `  ${from}: ${to}`).join('\n');
    expect(message.slice(message.indexOf(`${gone.length} published`))).toBe(
      `${gone.length} published addresses are gone, the first is ${gone[0]}.\nAdd to content/forwards.yaml:\npages:\n${pageLines}\nfragments:\n${headings.map(([, line]) => line).join('\n')}\n`,
    );

    copy.edit('content/forwards.yaml', (text) =>
      ['pages', 'fragments'].reduce(
        (so, key) => so.replace(`${key}:\n`, `${key}:\n${linesUnder(message, key)}\n`),
        text,
      ),
    );
    expectGreen('routing/forwarding');
    permalinks(0);
    // Without the one that builds anew for a sub-path, which sees nothing in a new answer that it does not see in the others.
    expectStatus(0, 'playwright', 'test', '--project=site', ...siteTests, '--grep-invert', 'under a sub-path');
  });

  const now = readPages(copy.dist);
  await test.step('a host that only serves files shows the page at its old address, with its fragments', () =>
    expectOldPages(now, gone, forwards));
  await test.step('only the new address is found', () => expectOnlyNew(now, copy.dist, forwards));
  for (const name of Object.keys(servers) as (keyof typeof servers)[]) {
    await test.step(`${name} redirects to the new address, to which a browser carries the fragment`, () =>
      serve(name, readSite(copy.dist), copy.dist, async (get) => {
        for (const path of new Set(gone.map((address) => split(address)[0]))) {
          const asked = await get(path);
          expect(asked.headers.location, path).toBe(forwards.get(path));
          expect(asked.status, path).toBe(forwards.has(path) ? 301 : 200);
          const arrived = forwards.has(path) ? await get(forwards.get(path)!) : asked;
          expect(arrived.status, path).toBe(200);
          const ids = parse(arrived.body.toString())
            .querySelectorAll('[id]')
            .map(({ id }) => id);
          const wanted = gone.map(split).flatMap(([at, fragment]) => (at === path && fragment) || []);
          expect(
            wanted.filter((fragment) => !ids.includes(fragment)),
            path,
          ).toEqual([]);
        }
      }));
  }
});

/** Each old address is a page that looks like the new one, names it, and has every fragment that it had. */
function expectOldPages(now: Map<string, Page>, gone: string[], forwards: Map<string, string>) {
  for (const address of gone) {
    const [path, fragment] = split(address);
    const old = now.get(path)!;
    if (forwardOf(old)) throw new Error(`${path} leads on by a refresh, which loses the fragment`);
    if (fragment && !old.ids.has(fragment)) throw new Error(`${address} is not there`);
  }
  for (const [from, to] of forwards) {
    const { root, ids } = now.get(from)!;
    expect(root.querySelectorAll('[id]').length, `an id stands twice on ${from}`).toBe(ids.size);
    const canonical = root.querySelector('link[rel=canonical]')!.getAttribute('href')!;
    expect(new URL(canonical).pathname, from).toBe(to);
    expect(root.querySelector('meta[name=robots]')?.getAttribute('content'), from).toBe('noindex');
    expect(root.querySelector('#content > p a')?.getAttribute('href'), from).toBe(to);
    expect(root.querySelector('h1')!.text, from).toBe(now.get(to)!.root.querySelector('h1')!.text);
    // Frames that other sites have set up stay filled.
    expect(now.has(`${from}card/`), from).toBe(now.has(`${to}card/`));
    for (const kind of ['mistakes', 'predict'])
      expect(now.has(`/practice/${kind}${from}`), from).toBe(now.has(`/practice/${kind}${to}`));
  }
}

/** Neither search, sitemap, feed nor a link of the site names an old address. */
function expectOnlyNew(now: Map<string, Page>, dist: string, forwards: Map<string, string>) {
  const index = JSON.parse(readFileSync(join(dist, 'pagefind/pagefind-entry.json'), 'utf8'));
  expect(index.languages.en.page_count).toBe(answersIn(now).length);
  for (const file of ['sitemap-0.xml', 'feed.xml', 'search.json']) {
    const text = readFileSync(join(dist, file), 'utf8');
    for (const from of forwards.keys()) expect(text, file).not.toContain(from);
  }
  const linked = new Set(
    [...now.values()].flatMap(({ root }) => root.querySelectorAll('a').map((a) => a.getAttribute('href'))),
  );
  expect([...forwards.keys()].filter((from) => linked.has(from))).toEqual([]);
  expect(
    [...now.values()]
      .filter(isMoved)
      .map(({ path }) => path)
      .filter((path) => !follows(path))
      .sort(),
  ).toEqual([...forwards.keys()].sort());
}
