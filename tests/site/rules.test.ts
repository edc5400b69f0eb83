import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import { pages } from './pages.ts';

/** The classes that rules of a style sheet name. */
const classesIn = (css: string) => new Set([...css.matchAll(/\.((?:\\.|[\w-])+)/g)].map(([, name = '']) => name.replaceAll('\\', '')));
/** What client code says: it makes elements and gives them classes. */
const client = readdirSync('src/elements', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(`src/elements/${file}`, 'utf8'))
  .join('\n');

test('no page is sent a rule for a class that nothing has: words of comments make no rules', () => {
  const used = new Set([...pages.values()].flatMap(({ root }) => root.querySelectorAll('[class]').flatMap((node) => [...node.classList.values()])));
  for (const { path, root } of pages.values()) {
    const css = root.querySelectorAll('style').map((node) => node.text).join('\n');
    // Numbers such as .5rem are none.
    const unknown = [...classesIn(css)].filter((name) => !/^\d/.test(name) && !used.has(name) && !client.includes(name));
    expect(unknown, path).toEqual([]);
  }
});
