import { levels } from '../../study/interview.ts';
import type { PracticeData, PracticeQuestion } from '../../study/practice-data.ts';

/** An element of a tag with a text and a class. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  text = '',
  name = '',
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  element.textContent = text;
  if (name) element.className = name;
  return element;
}

/** The same with a line of ours, which is HTML. */
export function makeLine<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  html: string,
  name = '',
): HTMLElementTagNameMap[Tag] {
  const element = make(tag, '', name);
  element.innerHTML = html;
  return element;
}

/** What an interviewer listens for as check boxes by level, with the places ticked that are `heard`; `change` hears them all. */
export function makeTicks(
  listens: PracticeQuestion['listens'],
  heard: readonly number[] = [],
  change: (heard: number[]) => void = () => undefined,
): HTMLElement[] {
  const boxes = new Map<number, HTMLInputElement>();
  const ticked = () => [...boxes].filter(([, { checked }]) => checked).map(([at]) => at);
  return levels.flatMap((level) => {
    const own = [...listens.entries()].filter(([, point]) => point.level === level);
    if (own.length === 0) return [];
    const group = make('div');
    const heading = make('h3', level);
    heading.id = `ticks-${level}`;
    group.role = 'group';
    group.setAttribute('aria-labelledby', heading.id);
    group.append(
      heading,
      ...own.map(([at, { hear }]) => {
        const label = make('label');
        const box = make('input');
        box.type = 'checkbox';
        box.checked = heard.includes(at);
        box.addEventListener('change', () => change(ticked().sort((a, b) => a - b)));
        boxes.set(at, box);
        label.append(box, makeLine('span', hear));
        return label;
      }),
    );
    return [group];
  });
}

/** The text of a line of ours. */
export const textOf = (html: string): string => makeLine('p', html).textContent;

/** All questions by number. */
export type Questions = ReadonlyMap<number, PracticeQuestion>;
let questions: Promise<Questions> | undefined;

/** All questions, loaded once from `address`. Rejects where the network refuses; another call tries again. */
export function loadQuestions(address: string): Promise<Questions> {
  questions ??= fetch(address)
    .then((response) => (response.ok ? response.json() : Promise.reject(new Error(`${response.status}`))))
    .then((data: PracticeData) => new Map(data.questions.map((one) => [one.number, one])));
  questions.catch(() => (questions = undefined));
  return questions;
}
