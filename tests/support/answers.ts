import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { splitFrontMatter } from '../../src/lib/front-matter.ts';
import type { Note } from '../../src/study/note.ts';
import { noteOf } from '../../src/study/notes.ts';
import { type AnswerData, answerSchema, sectionSchema } from '../../src/lib/schemas.ts';

/** An answer as its file has it; `id` is `section/question`. */
export interface AnswerFile {
  id: string;
  data: AnswerData;
  body: string;
}

/** All answers of the folder `content`, in reading order. */
export function readAnswers(content = 'content'): AnswerFile[] {
  const sections = sectionSchema.array().parse(parse(readFileSync(`${content}/sections.yaml`, 'utf8')));
  return sections.flatMap(({ id: section, questions }) =>
    questions.map((question) => {
      const id = `${section}/${question}`;
      const { front, body } = splitFrontMatter(readFileSync(`${content}/${id}/index.mdx`, 'utf8'))!;
      return { id, data: answerSchema.parse(parse(front)), body };
    }),
  );
}

/** The notes of the deck as a build of the folder `content` makes them, but for the links. */
export function readNotes(content = 'content'): Note[] {
  const sections = sectionSchema.array().parse(parse(readFileSync(`${content}/sections.yaml`, 'utf8')));
  return readAnswers(content).map(({ id, data, body }) => {
    const { title } = sections.find((section) => id.startsWith(`${section.id}/`))!;
    return noteOf({ folder: id, section: title, url: `https://answers.example/q/${data.number}/`, data, body });
  });
}
