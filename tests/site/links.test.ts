import { execFileSync } from 'node:child_process';
import { expect, test } from 'playwright/test';
import { brokenLinks } from './links.ts';
import { answerPages, pages, readPages } from './pages.ts';

test('every link and fragment leads somewhere', () => {
  expect(brokenLinks(pages, 'dist', '/')).toEqual([]);
});

test('the site works under a sub-path: a build for it has no broken link and leaves nothing outside', () => {
  test.setTimeout(180_000);
  const dist = '.cache/sub-path';
  const base = '/fastapi-answers/';
  execFileSync('astro', ['build', '--outDir', dist], { env: { ...process.env, SITE_BASE: base }, stdio: 'pipe' });
  const below = readPages(dist);
  expect([...below.keys()].sort()).toEqual([...pages.keys()].sort());
  expect(brokenLinks(below, dist, base)).toEqual([]);
});

test('ids are unique on their page, and a part of an answer has the same one on its page and in its chapter', () => {
  for (const { path, root, ids } of pages.values()) {
    expect(root.querySelectorAll('[id]').length, `an id stands twice on ${path}`).toBe(ids.size);
  }
  for (const { path, ids } of answerPages) {
    const chapter = pages.get(`/${path.split('/')[1]}/`)!;
    const missing = [...ids].filter((id) => /^q\d/.test(id) && !chapter.ids.has(id));
    expect(missing, `parts of ${path} that its chapter lacks`).toEqual([]);
  }
});
