import { createHash } from 'node:crypto';
import { renderInline } from '../lib/inline.ts';
import { shownIn } from '../lib/body.ts';
import { type Listing, readProgram } from '../lib/programs.ts';
import type { AnswerData } from '../lib/schemas.ts';
import { escapeHtml } from '../lib/text.ts';
import { fields, type Note } from './note.ts';

/** Lines of code that a card has room for. */
const room = 15;

/** As many lines of a listing as a card has room for, the last point among them, and a mark where it was cut. */
export function cut({ code, points }: Listing): string {
  const lines = code.split('\n');
  if (lines.length <= room) return code;
  const last = points.at(-1) ?? 0;
  const start = Math.max(0, last - room + 3);
  const end = Math.min(lines.length, start + room - (start > 0 ? 2 : 1));
  const kept = lines.slice(start, end).join('\n').trim();
  return [...(start > 0 ? ['# …'] : []), kept, ...(end < lines.length ? ['# …'] : [])].join('\n');
}

/** The code of an answer that fits on a card best: the first listing of Python that has room, else a cut of the first; '' without any. */
export function codeOf(folder: string, body: string): string {
  const listings = shownIn(body)
    .filter(({ code, file }) => code && file.endsWith('.py'))
    .map(({ file, region }) => readProgram(folder, file, region));
  const fits = listings.find(({ code }) => code.split('\n').length <= room) ?? listings[0];
  return fits ? cut(fits) : '';
}

/** A line of the front matter as HTML that works outside of the site: its marks and links are words, and breaks are the reader's. */
export const wordsOf = (text: string, number: number): string =>
  renderInline(text, number)
    .replace(/<a [^>]*>(.*?)<\/a>/gs, '$1')
    .replace(/<wbr>|<\/?span>|(?<=<code) translate="no"/g, '');

/** The note of an answer: `folder` is `section/question`, `section` the title, `url` the absolute short link. */
export function noteOf(answer: { folder: string; section: string; url: string; data: AnswerData; body: string }): Note {
  const { data, folder, section, url, body } = answer;
  const { number } = data;
  const line = (text: string) => wordsOf(text, number);
  const code = codeOf(folder, body);
  const contents: { [name in (typeof fields)[number]]?: string } = {
    Number: String(number),
    Question: line(data.question),
    Answer: line(data.say),
    Listens: `<ul>${data.listens.map(({ level, hear }) => `<li><i>${level}</i> ${line(hear)}</li>`).join('')}</ul>`,
    Code: code && `<pre>${escapeHtml(code)}</pre>`,
    FollowUps: data.next.map(({ ask, reply }) => `<dt>${line(ask)}</dt><dd>${line(reply)}</dd>`).join(''),
    Link: url,
    Section: escapeHtml(section),
  };
  return {
    number,
    deck: section,
    tags: [`level::${data.level}`, ...data.tags].sort(),
    fields: fields.map((name) => contents[name] ?? ''),
  };
}

/** What a note says, in a few characters: it changes when an importer has to take the note over again. Where the site stands is not said. */
export const hashOf = ({ number, deck, tags, fields: texts }: Note): string =>
  createHash('sha256')
    .update(JSON.stringify({ number, deck, tags, texts: texts.filter((_, at) => fields[at] !== 'Link') }))
    .digest('hex')
    .slice(0, 12);
