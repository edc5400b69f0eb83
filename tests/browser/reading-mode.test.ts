import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'playwright/test';
import { answers } from './paths.ts';

const require = createRequire(import.meta.url);
const readability = readFileSync(require.resolve('@mozilla/readability/Readability.js'), 'utf8');

test("a browser's reader mode keeps every part of every answer", async ({ page }) => {
  await page.goto('/404.html');
  await page.evaluate(readability);
  const lost = await page.evaluate(
    async (paths) =>
      Promise.all(
        paths.map(async (path) => {
          const html = await (await fetch(path)).text();
          const parse = () => new DOMParser().parseFromString(html, 'text/html');
          const { Readability } = globalThis as unknown as {
            Readability: new (document: Document) => { parse(): { content: string } | null };
          };
          const content = new Readability(parse()).parse()?.content ?? '';
          const bare = (text: string | null) => (text ?? '').replace(/\s+/g, '');
          const kept = bare(new DOMParser().parseFromString(content, 'text/html').body.textContent);
          const parts = {
            'the spoken answer': '.say p',
            'what is listened for': '.listens li > span',
            'what is asked next': '.follow-up p, .follow-up summary',
            'how it works and the example': 'article > p, article > ul:not([class]) > li, .subpart',
            programs: '.code, .message code',
            tables: '.wide :is(th, td)',
            pitfalls: '.pitfall dd',
            corrections: '.said q, .said p',
            sources: '.sources a',
          };
          return Object.entries(parts).flatMap(([name, selector]) =>
            [...parse().querySelectorAll(selector)]
              .filter(({ textContent }) => !kept.includes(bare(textContent)))
              .map(({ textContent }) => `${path}: ${name}: ${textContent?.trim().slice(0, 60)}`),
          );
        }),
      ),
    answers,
  );
  expect(lost.flat()).toEqual([]);
});
