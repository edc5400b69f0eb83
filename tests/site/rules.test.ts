import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import { pages } from './pages.ts';

/** The classes that rules of a style sheet name. */
const classesIn = (css: string) =>
  new Set([...css.matchAll(/\.((?:\\.|[\w-])+)/g)].map(([, name = '']) => name.replaceAll('\\', '')));
/** The text of all files below `folder` with that ending; style blocks are left out, since they are what is judged. */
const textsIn = (folder: string, ending: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8').replace(/<style[\s\S]*?<\/style>/g, ''))
    .join('\n');
/** What gives classes: markup, also of states that no page of this build is in, and client code. */
const markup = `${textsIn('src', '.astro')}\n${textsIn('src/elements', '.ts')}\n${textsIn('src/lib', '.ts')}`;

test('no page is sent a rule for a class that nothing has: words of comments make no rules', () => {
  for (const { path, html, root } of pages.values()) {
    const css = root
      .querySelectorAll('style')
      .map((node) => node.text)
      .join('\n');
    const given = (name: string) => markup.includes(name) || html.includes(`"${name}"`);
    // Numbers such as .5rem are none.
    const unknown = [...classesIn(css)].filter((name) => !/^\d/.test(name) && !given(name));
    expect(unknown, path).toEqual([]);
    const utilities = /@layer utilities\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}/.exec(css)?.[1] ?? '';
    const inMarkup = [...markup.matchAll(/class(?:=|:list=\{\[)["'`]([^"'`]+)/g)].flatMap(([, list = '']) =>
      list.split(/\s+/),
    );
    expect(
      [...classesIn(utilities)].filter((name) => !/^\d/.test(name) && !inMarkup.includes(name)),
      path,
    ).toEqual([]);
  }
});
