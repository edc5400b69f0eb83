import { announce } from './announce.ts';
import { answerInView, numberOf } from './answer-link.ts';
import { starred } from './stars.ts';
import { keep } from './storage.ts';

/** Keeps these stars and has every button show them; false where they last as long as this page. */
export function keepStars(numbers: number[]): boolean {
  const isKept = keep('stars', numbers);
  dispatchEvent(new Event('stars'));
  return isKept;
}

/** The question of the row of a list that has the focus, else of the answer that is being read. */
function questionInView(): number | undefined {
  const row = document.activeElement?.closest('.questions li');
  const link = answerInView();
  return row ? Number(row.querySelector('b')?.textContent) : link && numberOf(link);
}

/** Stars a question, the one in view without a number, or takes its star away, and says so. */
export function toggleStar(number = questionInView()): void {
  if (!number) return;
  const before = starred();
  const isOn = !before.includes(number);
  const isKept = keepStars(isOn ? [...before, number] : before.filter((one) => one !== number));
  const where = isKept ? '' : ', on this page only: the browser keeps nothing';
  announce(`Question ${number} ${isOn ? 'is in' : 'has left'} my set${where}`);
}
