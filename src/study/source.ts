import { absolute, belowBase, href } from '../lib/addresses.ts';
import type { Answer } from '../lib/collections.ts';
import { readPins, readPython, versionsOf } from '../lib/versions.ts';
import { readFileSync } from 'node:fs';
import { programPath } from '../lib/programs.ts';
import { readTimes } from './deck-times.ts';
import { documentOf, type Source } from './document.ts';
import type { DeckData, Note } from './note.ts';
import { noteOf } from './notes.ts';
import { filesOf, scriptOf } from './script.ts';

/** Under which the answers may be taken elsewhere. */
export const license = 'Answers: CC BY 4.0. Programs: MIT.';

/** The absolute address of a page of the site, whose own address starts with the base. */
export const published = (url: string): string => absolute(belowBase(url).slice(1));

/** What documents need of an answer; `all` are all answers. */
export function sourceOf({ id, data, entry, url }: Answer, all: Answer[]): Source {
  return {
    id,
    data,
    body: entry.body ?? '',
    url: published(url),
    addressOf: (path) => absolute(path.slice(1)),
    answer: (number) => {
      const other = all.find((one) => one.number === number);
      if (!other) throw new Error(`content/${id}/index.mdx refers to answer ${number}, which does not exist.`);
      return { title: other.data.title, url: published(other.url) };
    },
  };
}

/** The address of the Markdown of an answer whose page is at `url`: `/section/question/` → `/section/question.md`. */
export const markdownUrl = (url: string): string => url.replace(/\/$/, '.md');

/** The address of all programs of the answer in `folder` (`section/question`). */
export const archiveUrl = (folder: string): string => href(`programs/${folder}.zip`);

/** An answer as a Markdown document; `all` are all answers. */
export const markdownOf = (answer: Answer, all: Answer[]): string =>
  documentOf(sourceOf(answer, all), {
    section: answer.section.title,
    ran: versionsOf(answer.data.packages, readPins(), readPython()),
    license,
  });

/** The files of an answer as they are taken home, by name: programs as scripts, the rest as it is. */
export function scriptsOf({ id, number }: Answer): { [file: string]: string } {
  const pins = readPins();
  const folder = `programs/${id}`;
  const about = { answer: absolute(`q/${number}/`), all: absolute(`${folder}.zip`), pins, python: readPython() };
  return Object.fromEntries(
    filesOf(id).map((file) => {
      const script = absolute(`${folder}/${file}`);
      return [
        file,
        file.endsWith('.py') ? scriptOf(id, file, { ...about, script }) : readFileSync(programPath(id, file), 'utf8'),
      ];
    }),
  );
}

/** The notes of the deck, in reading order. */
const notesOf = (answers: Answer[]): Note[] =>
  answers.map(({ id, section, number, data, entry }) =>
    noteOf({ folder: id, section: section.title, url: absolute(`q/${number}/`), data, body: entry.body ?? '' }),
  );

/** What the deck is made from, in the build and in a browser. */
export const deckData = (answers: Answer[]): DeckData => ({
  notes: notesOf(answers),
  times: [...readTimes()].map(([number, { at }]) => [number, at]),
});
