import type { Grade, Graded } from '../study/progress.ts';
import type { PracticeQuestion } from '../study/practice-data.ts';
import { count, inWords, nextTime, outcomes, standingsOf } from '../study/schedule.ts';
import { writeSet } from '../study/sets.ts';
import type { Desk } from './desk.ts';
import { makeTicks } from './interview/parts.ts';
import './say-aloud.ts';
import type { SayAloud } from './say-aloud.ts';
import { isKey, shortcutsOn } from './shortcuts.ts';

const names: { [G in Grade]: string } = { 1: 'Again', 2: 'Hard', 3: 'Good', 4: 'Easy' };
const grades: Grade[] = [1, 2, 3, 4];
/** Those that come again so soon can be rehearsed again at once. */
const soonest = 3_600_000;

/** `<practice-session>`: asks one question after another, shows its answer on demand in layers, takes a grade, and says in the end what comes when. */
export class PracticeSession extends HTMLElement {
  private desk!: Desk;
  private queue: number[] = [];
  /** What was graded, the last at the end. */
  private done: Graded[] = [];
  private current: PracticeQuestion | undefined;

  connectedCallback() {
    this.addEventListener('click', (event) => {
      const button = (event.target as HTMLElement).closest<HTMLButtonElement>('button');
      if (button) this.act(button.dataset['do'] ?? '', Number(button.dataset['grade']) as Grade);
    });
    addEventListener('keydown', (event) => this.type(event));
  }

  /** Begins with these questions, in this order. */
  begin(desk: Desk, numbers: number[]) {
    this.desk = desk;
    this.queue = [...numbers];
    this.done = [];
    this.next();
  }

  private one<Found extends HTMLElement>(selector: string): Found {
    return this.querySelector<Found>(selector)!;
  }
  private get isShown() {
    return !this.one('.session-answer').hidden;
  }

  private act(what: string, grade: Grade) {
    if (what === 'show') this.reveal();
    else if (what === 'grade') this.grade(grade);
    else if (what === 'undo') this.undo();
    else if (what === 'again') this.begin(this.desk, this.soon());
    else if (what === 'over') {
      // What was recorded goes with the session.
      this.one<SayAloud>('say-aloud').open('');
      this.dispatchEvent(new Event('session-over'));
    }
  }

  /** Space or Enter shows the next layer, 1 to 4 grade, u takes the last grade back. What has a meaning of its own for the focused thing keeps it. */
  private type(event: KeyboardEvent) {
    if (!this.checkVisibility() || event.repeat || event.defaultPrevented || event.isComposing || !shortcutsOn())
      return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    if (target.closest('input:not([type=checkbox]), textarea, select, dialog, audio, [contenteditable]')) return;
    const grade = grades.find((one) => isKey(event, String(one)));
    if (grade && this.isShown) this.grade(grade);
    else if (isKey(event, 'u') && this.done.length) this.undo();
    else if ([' ', 'Enter'].includes(event.key) && !target.closest('button, a, summary, input') && this.more()) {
      // The layer is shown.
    } else return;
    event.preventDefault();
  }

  /** Shows the next layer; false where all are shown. */
  private more(): boolean {
    if (!this.current) return false;
    if (!this.isShown) {
      this.reveal();
      return true;
    }
    const closed = [...this.querySelectorAll<HTMLDetailsElement>('.session-answer details')].find(({ open }) => !open);
    if (!closed) return false;
    closed.open = true;
    closed.querySelector('summary')!.focus({ preventScroll: true });
    closed.scrollIntoView({ block: 'nearest' });
    return true;
  }

  /** Graded questions of this session that come again within minutes. */
  private soon(): number[] {
    const { store } = this.desk;
    const now = new Date();
    const standings = standingsOf(store.progress);
    return [...new Set(this.done.map(({ number }) => number))].filter((number) => {
      const standing = standings.get(number);
      return standing && nextTime(standing, store.progress.day.day, now).getTime() - now.getTime() < soonest;
    });
  }

  private next() {
    const standings = standingsOf(this.desk.store.progress);
    const now = new Date();
    const due = this.soon().find(
      (number) => nextTime(standings.get(number)!, this.desk.store.progress.day.day, now) <= now,
    );
    const number = due ?? this.queue.shift();
    this.queue = this.queue.filter((one) => one !== number);
    if (number === undefined) return this.end();
    this.ask(number);
  }

  private ask(number: number) {
    const question = this.desk.questions.find((one) => one.number === number)!;
    this.current = question;
    const { level, section } = question;
    this.one('.session-card').hidden = false;
    this.one('.session-end').hidden = true;
    this.one('.session-answer').hidden = true;
    this.one('.session-grades').hidden = true;
    this.one('[data-do=show]').hidden = false;
    this.one('.session-place').textContent = `${this.done.length + 1} of ${this.done.length + 1 + this.queue.length}`;
    this.one('.session-kind').textContent = `${this.desk.sections.find(({ id }) => id === section)?.title} · ${level}`;
    this.one('.session-question').innerHTML = `<span class="number">${number}</span> ${question.question}`;
    this.fill(question);
    this.showUndo();
    scrollTo({ top: 0 });
    this.one('.session-question').focus({ preventScroll: true });
  }

  private fill({ say, listens, next, url }: PracticeQuestion) {
    this.one('.session-say').innerHTML = say;
    this.one<SayAloud>('say-aloud').open(say);
    this.one('.session-listens').replaceChildren(...makeTicks(listens));
    this.one('.session-next').innerHTML = next
      .map(({ ask, reply }) => `<details><summary>${ask}</summary><p>${reply}</p></details>`)
      .join('');
    for (const details of this.querySelectorAll('details')) details.open = false;
    this.one<HTMLAnchorElement>('.session-whole').href = url;
  }

  private reveal() {
    this.one<SayAloud>('say-aloud').stop();
    this.one('[data-do=show]').hidden = true;
    this.one('.session-answer').hidden = false;
    this.one('.session-grades').hidden = false;
    const { progress } = this.desk.store;
    const { day } = progress.day;
    const now = new Date();
    const standing = standingsOf(progress).get(this.current!.number);
    this.one('.session-changed').hidden = !standing?.seen || standing.seen === this.current!.hash;
    const times = outcomes(standing, day, now);
    for (const grade of grades) this.one(`[data-grade="${grade}"] small`).textContent = inWords(times[grade], day, now);
    this.one('.session-say').focus({ preventScroll: true });
  }

  private grade(grade: Grade) {
    const { current } = this;
    if (!current || !this.isShown) return;
    const { store } = this.desk;
    const { graded } = store.grade(current.number, grade, { by: 'practice', seen: current.hash });
    this.done.push(graded);
    if (this.done.length === 3) void navigator.storage?.persist?.().catch(() => false);
    const { day } = store.progress.day;
    const now = new Date();
    const due = nextTime(standingsOf(store.progress).get(current.number)!, day, now);
    this.say(`${current.number}: ${names[grade]}, ${inWords(due, day, now)}`);
    this.next();
  }

  private undo() {
    const last = this.done.pop();
    if (!last) return;
    if (this.current) this.queue.unshift(this.current.number);
    void this.desk.store.undo(last);
    this.queue = this.queue.filter((number) => number !== last.number);
    this.say(`Grade of question ${last.number} taken back`);
    this.ask(last.number);
    this.reveal();
  }

  private showUndo() {
    const last = this.done.at(-1);
    const button = this.one<HTMLButtonElement>('[data-do=undo]');
    button.disabled = !last;
    button.title = last ? `Undo the grade of question ${last.number}` : '';
  }

  private say(text: string) {
    this.one('.session-said').textContent = text;
  }

  /** What comes when, soonest first, and the way on. */
  private end() {
    this.current = undefined;
    this.one<SayAloud>('say-aloud').open('');
    const { store } = this.desk;
    const { day } = store.progress.day;
    const now = new Date();
    const standings = standingsOf(store.progress);
    const numbers = [...new Set(this.done.map(({ number }) => number))];
    const times = numbers
      .flatMap((number) => standings.get(number) ?? [])
      .map((standing) => ({ number: standing.number, due: nextTime(standing, day, now) }))
      .sort((a, b) => a.due.getTime() - b.due.getTime());
    const groups = new Map<string, number[]>();
    for (const { number, due } of times) {
      const words = inWords(due, day, now);
      groups.set(words, [...(groups.get(words) ?? []), number]);
    }
    const rows = [...groups].map(([words, list]) => {
      const row = document.createElement('li');
      row.textContent = `${words}: ${list.length === 1 ? 'question' : 'questions'} ${list.join(', ')}`;
      return row;
    });
    this.one('.session-when').replaceChildren(...rows);
    this.one('.session-over').textContent = `Done: ${count(numbers.length, 'question')}`;
    const again = this.one<HTMLButtonElement>('[data-do=again]');
    const soon = this.soon();
    again.hidden = soon.length === 0;
    again.textContent = `Rehearse ${count(soon.length, 'question')} again now`;
    const missed = numbers.filter((number) => this.done.findLast((one) => one.number === number)?.grade === 1);
    const set = this.one<HTMLAnchorElement>('.session-missed');
    set.hidden = missed.length === 0;
    set.href = `${set.href.split('#')[0]}#${writeSet({ numbers: missed, title: 'Missed', rest: [] })}`;
    this.one('.session-card').hidden = true;
    this.one('.session-end').hidden = false;
    this.showUndo();
    scrollTo({ top: 0 });
    this.one('.session-over').focus({ preventScroll: true });
  }
}
customElements.define('practice-session', PracticeSession);
