import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'playwright/test';
import { parse } from 'yaml';
import { Lookup } from '../../src/search/lookup.ts';
import type { SearchIndex } from '../../src/search/search-index.ts';
import { pages } from './pages.ts';

interface Fragment {
  url: string;
  content: string;
  filters: { number?: string[] };
  meta: { say?: string };
  anchors: { id: string }[];
}
const fragments = readdirSync('dist/pagefind/fragment')
  .filter((file) => file.endsWith('.pf_fragment'))
  .map((file) => {
    const text = gunzipSync(readFileSync(`dist/pagefind/fragment/${file}`)).toString();
    return JSON.parse(text.slice('pagefind_dcd'.length)) as Fragment;
  });
const sections = parse(readFileSync('content/sections.yaml', 'utf8')) as { id: string; questions: string[] }[];

test('Pagefind indexes the answer pages and no others', () => {
  const answers = sections.flatMap(({ id, questions }) => questions.map((question) => `/${id}/${question}/`));
  expect(fragments.map(({ url }) => url).sort()).toEqual(answers.sort());
});

test('each page in the index has its number, its spoken answer and its parts', () => {
  for (const { url, filters, meta, anchors } of fragments) {
    expect(filters.number?.[0], url).toMatch(/^\d+$/);
    expect(meta.say, url).toMatch(/(\S+ ){40}/);
    expect(anchors.map(({ id }) => id)).toContain(`q${filters.number?.[0]}-pitfalls`);
  }
});

test('what is not the answer is not in the index', () => {
  for (const { url, content } of fragments) {
    for (const other of ['Copy link', 'Edit this answer', 'Report a mistake', 'On this page', 'Recorded by']) {
      expect(content, url).not.toContain(other);
    }
  }
});

test('no interface of Pagefind is published', () => {
  expect(readdirSync('dist/pagefind').filter((file) => /ui|highlight|unknown/.test(file))).toEqual([]);
});

test('the small index has every answer', () => {
  const { rows } = new Lookup(JSON.parse(readFileSync('dist/search.json', 'utf8')) as SearchIndex);
  const numbers = rows.filter(({ path, question }) => pages.has(`/${path}`) && question).map(({ number }) => number);
  expect(numbers.sort((a, b) => a - b)).toEqual(
    fragments.map(({ filters }) => Number(filters.number?.[0])).sort((a, b) => a - b),
  );
});
