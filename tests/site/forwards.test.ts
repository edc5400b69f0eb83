import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'node-html-parser';
import { expect, test } from 'playwright/test';
import { parse as parseYaml } from 'yaml';
import { build, copyProject } from '../support/scratch.ts';
import { partId } from '../../src/lib/parts.ts';
import { testFileOf } from '../../src/lib/proofs.ts';
import { forwardsSchema, sectionSchema } from '../../src/lib/schemas.ts';
import { plainText, slugify } from '../../src/lib/text.ts';
import { readAnswers } from '../support/answers.ts';
import { brokenLinks } from './links.ts';
import { answersIn, forwardOf, isMoved, type Page, pages, readPages } from './pages.ts';
import { follows, lost, published, split } from './permalinks.ts';
import { remedy } from './remedy.ts';
import { readSite, serve, servers } from './servers.ts';

let scratch: string;
test.beforeAll(() => {
  scratch = copyProject();
});
test.afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Changes a file of the copy. */
function edit(file: string, change: (text: string) => string): void {
  const text = readFileSync(join(scratch, file), 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error(`nothing to change in ${file}`);
  writeFileSync(join(scratch, file), changed);
}

/** Gives a folder of the copy's content another name, and mends the links to it, as whoever renames it must. */
function rename(from: string, to: string): void {
  renameSync(join(scratch, 'content', from), join(scratch, 'content', to));
  if (from.includes('/')) renameSync(join(scratch, testFileOf(from)), join(scratch, testFileOf(to)));
  else renameSync(join(scratch, 'tests/examples', from), join(scratch, 'tests/examples', to));
  edit('content/questions.yaml', (text) => text.replaceAll(new RegExp(`(path: )${from}(?=[/\\n])`, 'g'), `$1${to}`));
  // An older change may name it.
  const changes = join(scratch, 'content/changes.yaml');
  const named = new RegExp(`(    - )${from}(?=[/\\n])`, 'g');
  writeFileSync(changes, readFileSync(changes, 'utf8').replace(named, `$1${to}`));
  // What a page gives a program may be said of one of it.
  const runs = join(scratch, 'content/run.yaml');
  const program = new RegExp(`^(  )${from}(?=/)`, 'gm');
  writeFileSync(runs, readFileSync(runs, 'utf8').replace(program, `$1${to}`));
  for (const file of readdirSync(join(scratch, 'content'), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.mdx')) continue;
    const path = join(scratch, 'content', file);
    writeFileSync(
      path,
      readFileSync(path, 'utf8')
        .replaceAll(`](/${from}/`, `](/${to}/`)
        .replaceAll(new RegExp(`proof:${from}(?=[/#])`, 'g'), `proof:${to}`),
    );
  }
}

/** Gives a heading of the copy other words, and mends what leads to it. */
function renameHeading(id: string, from: string, to: string): void {
  edit(`content/${id}/index.mdx`, (text) => text.replace(`\n### ${from}\n`, `\n### ${to}\n`));
  const named = new RegExp(`\\b${fragment(from)}(?![\\w-])`, 'g');
  for (const file of readdirSync(join(scratch, 'content'), { recursive: true, encoding: 'utf8' })) {
    if (!/\.(mdx|yaml)$/.test(file)) continue;
    const path = join(scratch, 'content', file);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(named, fragment(to)));
  }
}

function buildPages(): Map<string, Page> {
  const { status, output } = build(scratch);
  expect(status, output).toBe(0);
  return readPages(join(scratch, 'dist'));
}

/** The lines of a message that stand under `key:`. */
const linesUnder = (message: string, key: string) =>
  new RegExp(`^${key}:\n((?:  .*\n?)*)`, 'm').exec(message)?.[1]?.trimEnd() ?? '';

/** What is renamed and moved, chosen by place, so that the test outlives real renames. */
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
/** In no more words: an answer may have as many as it can. */
const newHeading = `${heading}-indeed`;
const fragment = (text: string) => partId(withHeading.data.number, slugify(plainText(text)));

const pagesMoved = [
  [`/${fifth.id}/${moved}/`, `/${last.id}/${moved}/`],
  [`/${second.id}/${renamed}/`, `/${second.id}/renamed/`],
  [`/${third.id}/`, '/renamed-chapter/'],
  ...third.questions.map((question) => [`/${third.id}/${question}/`, `/renamed-chapter/${question}/`]),
].sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
const expected = `Add to content/forwards.yaml:
pages:
${pagesMoved.map(([from, to]) => `  ${from}: ${to}`).join('\n')}
fragments:
  ${fragment(heading)}: ${fragment(newHeading)}`;

test('what is renamed or moved is missed until the lines that the lock asks for are added; then every old link arrives', async () => {
  test.setTimeout(900_000);
  rename(`${second.id}/${renamed}`, `${second.id}/renamed`);
  rename(third.id, 'renamed-chapter');
  rename(`${fifth.id}/${moved}`, `${last.id}/${moved}`);
  edit('content/sections.yaml', (text) =>
    text
      .replace(`    - ${renamed}\n`, '    - renamed\n')
      .replace(`- id: ${third.id}\n`, '- id: renamed-chapter\n')
      .replace(`    - ${moved}\n`, '')
      .replace(`    - ${last.questions[0]}\n`, `    - ${moved}\n    - ${last.questions[0]}\n`),
  );
  renameHeading(withHeading.id, heading, newHeading);
  // What has moved for good is no matter of this test.
  const { fragments } = forwardsSchema.parse(parseYaml(readFileSync('content/forwards.yaml', 'utf8')));
  writeFileSync(join(scratch, 'content/forwards.yaml'), 'pages:\nfragments:\n');

  const lock = published(pages).filter((address) => !((split(address)[1] ?? '') in fragments));
  const without = buildPages();
  const gone = lost(lock, without);
  const message = remedy(gone, lock, without);
  expect(message).toBe(`${gone.length} published addresses are gone, the first is ${gone[0]}.\n${expected}`);

  // As `npm run permalinks` does, which printed the message.
  writeFileSync(
    join(scratch, 'content/permalinks.txt'),
    `${[...new Set([...lock, ...published(without)])].sort().join('\n')}\n`,
  );
  edit('content/forwards.yaml', (text) =>
    ['pages', 'fragments'].reduce((so, key) => so.replace(`${key}:\n`, `${key}:\n${linesUnder(message, key)}\n`), text),
  );
  const now = buildPages();
  expect(lost(lock, now)).toEqual([]);
  expect(brokenLinks(now, join(scratch, 'dist'), '/')).toEqual([]);

  const forwards = new Map(
    linesUnder(message, 'pages')
      .split('\n')
      .map((line) => line.trim().split(': ') as [string, string]),
  );
  await test.step('a host that only serves files shows the page at its old address, with its fragments', () => {
    for (const address of gone) {
      const [path, fragment] = split(address);
      const page = now.get(path)!;
      expect(forwardOf(page), `${path} leads on by a refresh, which loses the fragment`).toBeUndefined();
      if (fragment) expect([...page.ids], address).toContain(fragment);
      expect(page.root.querySelectorAll('[id]').length, `an id stands twice on ${path}`).toBe(page.ids.size);
    }
    for (const [from, to] of forwards) {
      const { root } = now.get(from)!;
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
  });

  await test.step('only the new address is found', () => {
    const answers = answersIn(now).length;
    const index = JSON.parse(readFileSync(join(scratch, 'dist/pagefind/pagefind-entry.json'), 'utf8'));
    expect(index.languages.en.page_count).toBe(answers);
    for (const file of ['sitemap-0.xml', 'feed.xml', 'search.json']) {
      const text = readFileSync(join(scratch, 'dist', file), 'utf8');
      for (const from of forwards.keys()) expect(text, file).not.toContain(from);
    }
    const linked = [...now.values()].flatMap(({ root }) =>
      root.querySelectorAll('a').map((a) => a.getAttribute('href')),
    );
    for (const from of forwards.keys()) expect(linked).not.toContain(from);
    expect(
      [...now.values()]
        .filter(isMoved)
        .map(({ path }) => path)
        .filter((path) => !follows(path))
        .sort(),
    ).toEqual([...forwards.keys()].sort());
  });

  for (const name of Object.keys(servers) as (keyof typeof servers)[]) {
    await test.step(`${name} redirects to the new address, to which a browser carries the fragment`, () =>
      serve(name, readSite(join(scratch, 'dist')), join(scratch, 'dist'), async (get) => {
        for (const path of new Set(gone.map((address) => split(address)[0]))) {
          const asked = await get(path);
          expect(asked.headers.location, path).toBe(forwards.get(path));
          expect(asked.status, path).toBe(forwards.has(path) ? 301 : 200);
          const arrived = forwards.has(path) ? await get(forwards.get(path)!) : asked;
          expect(arrived.status, path).toBe(200);
          const ids = parse(arrived.body.toString())
            .querySelectorAll('[id]')
            .map(({ id }) => id);
          for (const [at, fragment] of gone.map(split))
            if (at === path && fragment) expect(ids, path).toContain(fragment);
        }
      }));
  }
});
