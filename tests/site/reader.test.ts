import { readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import { remembering } from '../../src/lib/remember.ts';
import { plainText, withoutMarks } from '../../src/lib/text.ts';
import { readAnswers } from '../support/answers.ts';
import { pages } from './pages.ts';

/** Three answers as their readers get them: the first, one in the middle of its chapter, the last. Written out, not read back. */
const answers = [
  {
    path: '/fundamentals/what-is-fastapi/',
    number: 1,
    title: 'What is FastAPI?',
    short: 'What FastAPI is',
    chapter: 'Fundamentals',
    level: 'junior',
    previous: undefined,
    next: '/fundamentals/fastapi-vs-flask-and-drf/',
  },
  {
    path: '/dependencies/dependency-scopes/',
    number: 19,
    title: 'How do you manage “scoped” dependencies (per-request, per-session)?',
    short: 'Dependency scopes',
    chapter: 'Dependency Injection',
    level: 'senior',
    previous: '/dependencies/depends-vs-background-tasks/',
    next: '/dependencies/overriding-dependencies/',
  },
  {
    path: '/deployment/blue-green-and-canary/',
    number: 40,
    title: 'How do you perform blue/green or canary deployments with FastAPI?',
    short: 'Blue/green and canary',
    chapter: 'Performance & Deployment',
    level: 'senior',
    previous: '/deployment/monitoring-and-logging/',
    next: undefined,
  },
];
/** All answers by their paths, in reading order. */
const order = readAnswers().map(({ id }) => `/${id}/`);
const repository = 'https://github.com/fastapi-answers/fastapi-answers';
const pinned = (name: string) =>
  new RegExp(`^${name}==(\\S+)`, 'm').exec(readFileSync('requirements.txt', 'utf8'))![1]!;

for (const { path, number, title, short, chapter, level, previous, next } of answers) {
  test(`a reader gets answer ${number} whole`, () => {
    const { root } = pages.get(path)!;
    const meta = (name: string) =>
      root.querySelector(`meta[name="${name}"], meta[property="${name}"]`)?.getAttribute('content');
    const href = (selector: string) => root.querySelector(selector)?.getAttribute('href');
    const text = (selector: string) => root.querySelector(selector)?.text.replace(/\s+/g, ' ').trim();
    const origin = 'https://fastapi-answers.example';

    expect(root.querySelector('title')!.text).toBe(`${title} · FastAPI Answers`);
    expect(meta('og:title')).toBe(title);
    expect(meta('description')).toMatch(/^\S.{150,}\.$/);
    expect(meta('og:description')).toBe(meta('description'));
    expect(meta('og:url')).toBe(origin + path);
    expect(meta('og:site_name')).toBe('FastAPI Answers');
    expect(meta('robots')).toBeUndefined();
    expect(href('link[rel=canonical]')).toBe(origin + path);
    expect(href('link[type="application/rss+xml"]')).toBe('/feed.xml');
    // Where one searches a browser is told how; elsewhere it costs bytes.
    expect(href('link[rel=search]')).toBeUndefined();
    expect(pages.get('/')!.root.querySelector('link[rel=search]')?.getAttribute('href')).toBe('/opensearch.xml');

    const trail = root.querySelectorAll('.breadcrumb li').map((node) => node.text.trim());
    expect(trail).toEqual(['Answers ›', chapter, `· ${order.indexOf(path) + 1} of ${order.length}`]);
    expect(text('h1')).toBe(`${number} ${title}`);
    expect(text('.facts b')).toBe(level);
    expect(text('.facts')).toContain(`ran on FastAPI ${pinned('fastapi')}`);
    expect(root.querySelector('copy-link')!.getAttribute('data-question')).toBe(title);
    expect(root.querySelector('copy-link')!.getAttribute('data-path')).toBe(path);
    const current = root.querySelectorAll('.chapter-nav [aria-current]').map((node) => node.getAttribute('href'));
    expect(current).toEqual([path]);
    expect(href('.pagination [rel=prev]')).toBe(previous);
    expect(href('.pagination [rel=next]')).toBe(next);
    expect(href('.reading-bar [rel=prev]')).toBe(previous);
    expect(href('.reading-bar [rel=next]')).toBe(next);

    const checked = text(`#q${number}-checked-with + div`)!;
    for (const [shown, name] of [
      ['FastAPI', 'fastapi'],
      ['Starlette', 'starlette'],
      ['Pydantic', 'pydantic'],
    ] as const) {
      expect(checked).toContain(`${shown} ${pinned(name)} ·`);
    }
    expect(checked).toContain(`Python ${readFileSync('.python-version', 'utf8').trim()}`);
    expect(href('.edit a')).toBe(`${repository}/edit/main/content${path}index.mdx`);
    const report = new URL(href('.edit a[href*="/issues/"]')!.replaceAll('&amp;', '&'));
    expect(report.origin + report.pathname).toBe(`${repository}/issues/new`);
    expect(report.searchParams.get('answer')).toBe(`${number}. ${short}`);

    const [page, breadcrumbs] = JSON.parse(root.querySelector('script[type="application/ld+json"]')!.text)['@graph'];
    expect(page.mainEntity).toMatchObject({ name: title, acceptedAnswer: { url: origin + path } });
    expect(page.mainEntity.acceptedAnswer.text).toBe(meta('description'));
    expect(breadcrumbs.itemListElement.map(({ item }: { item: string }) => item)).toEqual([
      `${origin}/${path.split('/')[1]}/`,
      origin + path,
    ]);
  });
}

test('each text of the front matter stands on the page under the words that say what it is', () => {
  const letters = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '');
  const missing: string[] = [];
  for (const { id, data } of readAnswers()) {
    const shown = letters(pages.get(`/${id}/`)!.root.querySelector('main')!.text);
    const texts = [
      data.say,
      ...data.listens.map(({ level, hear }) => `${level} ${hear}`),
      ...data.next.map(({ ask, reply }) => `${ask} ${reply}`),
      ...data.pitfalls.map(
        ({ write, happens, instead }) => `You write ${write} What happens ${happens} Write instead ${instead}`,
      ),
      ...data.corrections.map(({ said, truth, since }) => `${said} ${truth} ${since ? `Since ${since}` : ''}`),
      ...data.sources.map(({ title, about }) => `${title} ${about}`),
    ];
    for (const text of texts)
      if (!shown.includes(letters(plainText(withoutMarks(text))))) missing.push(`${id}: ${text}`);
  }
  expect(missing).toEqual([]);
});

test('a status is green below 400 and red from there on', () => {
  let seen = 0;
  for (const { path, root } of pages.values()) {
    for (const node of root.querySelectorAll('.step summary > b')) {
      expect(node.classNames, `${path}: ${node.text}`).toBe(Number.parseInt(node.text, 10) < 400 ? 'good' : 'bad');
      seen += 1;
    }
  }
  expect(seen).toBeGreaterThan(0);
});

test('the feed names each day of changes, with an id that is its own', () => {
  const feed = readFileSync('dist/feed.xml', 'utf8');
  const dates = [...readFileSync('content/changes.yaml', 'utf8').matchAll(/^- date: (\S+)/gm)].map(([, date]) => date);
  const told = [...feed.matchAll(/<pubDate>(.*?)<\/pubDate>/g)].map(([, day = '']) => new Date(day).toISOString());
  expect(told).toEqual(dates.map((date) => `${date}T00:00:00.000Z`).reverse());
  expect(feed).toMatch(/<item><title>\w+ [\d.]+(, [\w-]+ [\d.]+)*<\/title>/);
  expect(feed.match(/First published/g)).toHaveLength(1);
  expect(feed.indexOf('First published')).toBeGreaterThan(feed.lastIndexOf('<item>'));
  for (const date of dates) {
    expect(feed).toContain(`changes/#on-${date}</link>`);
    // Not the address, which another host would change: readers would be shown all days again.
    expect(feed).toContain(`<guid isPermaLink="false">fastapi-answers/changes/${date}</guid>`);
  }
  expect(feed.match(/<item>/g)).toHaveLength(dates.length);
});

test('every mark leads to an entry of its page, and every entry to a line of a test', () => {
  // Thousands of marks: what is wrong is gathered, for an expectation of each would take a minute.
  const faults: string[] = [];
  const linesOf = remembering((file: string) => readFileSync(file, 'utf8').split('\n'));
  let [marks, entries] = [0, 0];
  for (const { path, root, ids } of pages.values()) {
    for (const mark of root.querySelectorAll('.proof, .source')) {
      marks += 1;
      // An exercise leads to the entry of its answer.
      const [page = '', id = ''] = mark.getAttribute('href')!.split('#');
      if (!(page ? pages.get(page)?.ids : ids)?.has(id)) faults.push(`${path}: ${mark.getAttribute('href')}`);
      if (mark.text !== '') faults.push(`${path}: a mark is drawn, not written: ${mark.text}`);
    }
    for (const link of root.querySelectorAll('.proofs li a')) {
      entries += 1;
      const href = link.getAttribute('href')!;
      const [, file, line] = /\/blob\/(?:[0-9a-f]{12}|main)\/(tests\/examples\/.+\.py)#L(\d+)$/.exec(href) ?? [];
      const text = file && linesOf(file)[Number(line) - 1];
      if (!text || !new RegExp(`^(async )?def ${link.text.trim()}\\(`).test(text)) faults.push(`${path}: ${href}`);
    }
  }
  expect(faults).toEqual([]);
  expect(marks).toBeGreaterThan(1_000);
  expect(entries).toBeGreaterThan(1_000);
});
