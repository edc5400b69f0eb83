import type { Setup, Turn } from '../../study/interview.ts';
import { type MockState, started } from '../../study/mock.ts';
import { clockOf } from '../../study/pace.ts';
import type { PracticeQuestion } from '../../study/practice-data.ts';
import { writeSet } from '../../study/sets.ts';
import { gradeFor, gradeNames, missedIn, summaryMarkdown } from '../../study/summary.ts';
import { makeTicks, type Questions } from './parts.ts';
import { StagedElement } from './staged.ts';
import { levelRows, resultItem, summed } from './summary-view.ts';

/** Shows a mock interview: its question, what was listened for, its clocks, its summary. */
export class MockView extends StagedElement {
  protected questions: Questions = new Map();
  protected setup!: Setup;
  protected plan: Turn[] = [];
  protected state: MockState = started('');

  /** The question that is asked, and its turn. */
  protected get turn(): Turn {
    return this.plan[this.state.results.length]!;
  }
  protected get question(): PracticeQuestion {
    return this.questions.get(this.turn.number)!;
  }
  protected get followed() {
    return this.one<HTMLInputElement>('[name=followed]');
  }

  /** Fills in the question, with everything that is shown of it one after the other; `change` hears what is ticked. */
  protected fill(change: (heard: number[]) => void): void {
    const { question, state, turn } = this;
    const followUp = turn.next === undefined ? undefined : question.next[turn.next];
    this.place('place').textContent = `Question ${state.results.length + 1} of ${this.plan.length}`;
    this.place('question').innerHTML = question.question;
    this.place('next').innerHTML = followUp?.ask ?? '';
    this.place('say').innerHTML = question.say;
    this.place<HTMLAnchorElement>('link').href = question.url;
    this.place('reply-part').hidden = !followUp;
    this.place('asked').innerHTML = followUp?.ask ?? '';
    this.place('reply').innerHTML = followUp?.reply ?? '';
    this.place('ticks').replaceChildren(...makeTicks(question.listens, state.heard, change));
    this.followed.checked = state.followUp;
    this.offer();
  }

  /** Marks the grade that fits what is ticked. */
  protected offer(): void {
    const { heard, followUp } = this.state;
    const { listens } = this.question;
    const grade = gradeFor(heard.length, listens.length, this.turn.next === undefined ? undefined : followUp);
    this.place('offered').textContent =
      `${heard.length} of ${listens.length} ticked: “${gradeNames[grade]}” would fit.`;
    for (const button of this.querySelectorAll<HTMLElement>('[data-grade]'))
      button.classList.toggle('main', button.dataset['grade'] === String(grade));
  }

  /** Shows seconds of the question and of the interview; whether its time is up. */
  protected showClocks(own: number, whole: number): boolean {
    const all = this.setup.minutes * 60;
    const isLate = whole >= all;
    this.place('own').textContent = `${clockOf(own)} of about ${clockOf(all / this.plan.length)}`;
    this.place('whole').textContent = `in all ${clockOf(whole)} of ${clockOf(all)}${isLate ? ', time is up' : ''}`;
    this.place('whole').toggleAttribute('data-over', isLate);
    return isLate;
  }

  /** Fills in the summary, with the seconds that the interview took. */
  protected sum(seconds: number): void {
    const { plan, questions, setup } = this;
    const { results } = this.state;
    this.place('title').textContent = this.titleOf(setup.set, 'Mock interview');
    this.place('facts').textContent =
      `${results.length} of ${plan.length} questions in ${clockOf(seconds)} of ${clockOf(setup.minutes * 60)}.`;
    this.place('levels').replaceChildren(...levelRows(results, questions));
    this.one('.interview-summary table').hidden = results.length === 0;
    this.place('results').replaceChildren(...results.map((one) => resultItem(one, questions.get(one.number)!)));
    const link = this.place<HTMLAnchorElement>('missed');
    link.hidden = missedIn(results).length === 0;
    link.href = this.missedLink;
  }

  /** The summary, to take away. */
  protected markdown(): string {
    const absolute = (path: string) => new URL(path, location.href).href;
    const { results, fragment } = this.state;
    return summaryMarkdown(this.titleOf(this.setup.set, 'Mock interview'), results, summed(this.questions), [
      ...(missedIn(results).length ? [{ name: 'To look at again', url: absolute(this.missedLink) }] : []),
      { name: 'The same interview', url: `${location.origin}${location.pathname}#${fragment}` },
    ]);
  }

  private get missedLink(): string {
    const numbers = missedIn(this.state.results);
    return `${this.dataset['set']}#${writeSet({ numbers, title: 'Missed in a mock interview', rest: [] })}`;
  }
}
