import type { PracticeQuestion } from '../../study/practice-data.ts';
import { heardByLevel, type Result, resultLine } from '../../study/summary.ts';
import { make, makeLine, type Questions, textOf } from './parts.ts';

/** The rows of a table: how many points were heard, by level. */
export const levelRows = (results: readonly Result[], questions: Questions): HTMLElement[] =>
  heardByLevel(results, questions).map(({ level, heard, all }) => {
    const row = make('tr');
    const head = make('th', level);
    head.scope = 'row';
    row.append(head, make('td', `${heard} of ${all}`));
    return row;
  });

/** A result as an item of a list: the question as a link, what became of it, what was not heard, and what was noted. */
export function resultItem(
  result: Result,
  { question, url, number, listens }: PracticeQuestion,
  graded = true,
): HTMLElement {
  const item = make('li');
  const link = makeLine('a', `${number}. ${question}`);
  link.href = url;
  item.append(link, make('div', resultLine(result, listens.length, graded), 'quiet'));
  if (result.note) item.append(make('p', result.note, 'noted'));
  const unheard = listens.filter((_, at) => !result.heard.includes(at));
  if (unheard.length === 0) return item;
  const list = make('ul');
  list.append(...unheard.map(({ hear }) => makeLine('li', hear)));
  item.append(make('p', 'Not heard:'), list);
  return item;
}

/** What a summary must know of all questions, with addresses that work elsewhere. */
export const summed = (questions: Questions) =>
  new Map(
    [...questions.values()].map((one) => [
      one.number,
      { ...one, question: textOf(one.question), url: new URL(one.url, location.href).href },
    ]),
  );
