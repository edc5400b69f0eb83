import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { renderInline } from '../markdown.ts';
import { answerSchema } from '../schemas.ts';
import { checkBody, checkLinks } from './body.ts';
import type { Desk } from './desk.ts';
import { checkShown, shownIn } from './shown.ts';

/** Every string in a value, with the path of keys that leads to it. */
function strings(value: unknown, path: string[] = []): [path: string, text: string][] {
  if (typeof value === 'string') return [[path.join('.'), value]];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, one]) => strings(one, [...path, key]));
}

/** Checks the answer in `folder` (`section/question`); gives its front matter where that is right. */
export function checkAnswer(
  desk: Desk,
  folder: string,
  addresses: Set<string>,
): z.infer<typeof answerSchema> | undefined {
  const file = `${folder}/index.mdx`;
  const text = desk.readText(file)?.replace(/\r\n/g, '\n');
  if (text === undefined) return undefined;
  const parts = /^---\n([\s\S]*?)^---\n([\s\S]*)$/m.exec(text);
  if (!text.startsWith('---\n') || !parts) {
    const remedy = 'Start with "---", the keys, and "---" on a line of its own.';
    desk.report(file, 'line 1', 'has no front matter', remedy);
    return undefined;
  }
  const [, front = '', body = ''] = parts;
  const files = readdirSync(join(desk.content, folder));
  checkBody(desk, file, body, front.split('\n').length + 2);
  checkLinks(desk, file, 'the body', body, addresses);
  for (const { at, ...shown } of shownIn(body)) checkShown(desk, folder, files, at, shown);

  const yaml = desk.readYaml(file, front, 2);
  const data = yaml === undefined ? undefined : desk.fits(file, answerSchema, yaml);
  if (!data) return undefined;
  for (const [at, value] of strings(data)) {
    if (at.endsWith('.url')) continue;
    checkLinks(desk, file, at, value, addresses);
    checkLine(desk, file, at, value);
  }
  for (const [index, { program, region, steps }] of data.pitfalls.entries()) {
    checkShown(desk, folder, files, `pitfalls.${index}`, { file: program, region, steps });
  }
  return data;
}

function checkLine(desk: Desk, file: string, at: string, text: string): void {
  let html = '';
  try {
    html = renderInline(text.replace(/\]\([^)]*\)/g, '](https://example.com/)'));
  } catch {
    desk.report(file, at, 'is more than a line of text', 'No heading, list, quote or second paragraph there.');
  }
  if (/<(?!\/?(code|em|strong|del|a)\b)/.test(html)) {
    desk.report(file, at, 'has raw HTML', 'Write Markdown, or put code between backticks.');
  }
}
