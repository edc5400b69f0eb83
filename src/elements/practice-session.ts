import { count } from '../lib/text.ts';
import type { Grade } from '../study/progress.ts';
import type { PracticeQuestion } from '../study/practice-data.ts';
import { inWords, nextTime, outcomes, standingsOf } from '../study/schedule.ts';
import { afterGrade, askedIn, beforeGrade, comingIn, missedIn, type Session, soonIn } from '../study/session.ts';
import { writeSet } from '../study/sets.ts';
import { gradeNames } from '../study/summary.ts';
import type { Desk } from './desk.ts';
import { make, makeTicks } from './interview/parts.ts';
import './say-aloud.ts';
import type { SayAloud } from './say-aloud.ts';
import { isKey, shortcutsOn } from './shortcuts.ts';

const grades: Grade[] = [1, 2, 3, 4];

/** `<practice-session>`: asks one question after another, shows its answer on demand in layers, takes a grade, and says in the end what comes when. */
export class PracticeSession extends HTMLElement {
  private desk!: Desk;
  private session: Session = { queue: [], done: [] };

  connectedCallback() {
    this.addEventListener('click', ({ target, detail }) => {
      const { do: what, grade } = (target as HTMLElement).closest<HTMLButtonElement>('button')?.dataset ?? {};
      // The second of two quick clicks is meant for what has gone.
      if (what && !(grade && detail > 1)) this.act(what, Number(grade) as Grade);
    });
    addEventListener('keydown', (event) => this.type(event));
  }

  /** Begins a session, or goes on with one. */
  begin(desk: Desk, session: Session) {
    this.desk = desk;
    this.say('');
    this.turnTo(session);
  }

  private one<Found extends HTMLElement>(selector: string): Found {
    return this.querySelector<Found>(selector)!;
  }
  private get isShown() {
    return !this.one('.session-answer').hidden;
  }
  /** The question that is asked; undefined at the end. */
  private get current(): PracticeQuestion | undefined {
    return this.desk.questions.find(({ number }) => number === this.session.queue[0]);
  }

  private act(what: string, grade: Grade) {
    const { desk, session } = this;
    if (what === 'show') this.reveal();
    else if (what === 'grade') this.grade(grade);
    else if (what === 'undo') this.undo();
    else if (what === 'again') {
      const queue = soonIn(session, desk.store.progress, new Date()).map(({ number }) => number);
      this.begin(desk, { queue, done: [] });
    } else if (what === 'over') this.dispatchEvent(new Event('session-over'));
  }

  /** Lets go of what was said; the session is out of sight. */
  leave() {
    this.one<SayAloud>('say-aloud').open('');
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
    else if (isKey(event, 'u') && this.session.done.length) this.undo();
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

  /** Shows where a session stands, and leaves it to the tab's history, which outlives a reload. */
  private turnTo(session: Session) {
    this.session = session;
    history.replaceState({ ...history.state, session }, '');
    const question = this.current;
    const last = session.done.at(-1);
    this.one('.session-card').hidden = !question;
    this.one('.session-end').hidden = Boolean(question);
    this.one('.session-answer').hidden = true;
    this.one('.session-grades').hidden = true;
    this.one('[data-do=show]').hidden = false;
    const undo = this.one<HTMLButtonElement>('[data-do=undo]');
    undo.disabled = !last;
    undo.title = last ? `Undo the grade of question ${last.number}` : '';
    if (question) this.ask(question);
    else this.end();
    scrollTo({ top: 0 });
    this.one(question ? '.session-question' : '.session-over').focus({ preventScroll: true });
  }

  private ask({ number, level, section, question, say, listens, next, url }: PracticeQuestion) {
    const { queue, done } = this.session;
    this.one('.session-place').textContent = `${done.length + 1} of ${done.length + queue.length}`;
    this.one('.session-kind').textContent = `${this.desk.sections.find(({ id }) => id === section)?.title} · ${level}`;
    this.one('.session-question').innerHTML = `<span class="number">${number}</span> ${question}`;
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
    const now = new Date();
    const due = nextTime(standingsOf(store.progress).get(current.number)!, store.progress.day.day, now);
    this.say(`${current.number}: ${gradeNames[grade]}, ${inWords(due, store.progress.day.day, now)}`);
    this.turnTo(afterGrade(this.session, graded, store.progress, now));
    if (this.session.done.length === 3) void navigator.storage?.persist?.().catch(() => false);
  }

  private undo() {
    const last = this.session.done.at(-1);
    if (!last) return;
    void this.desk.store.undo(last);
    this.say(`Grade of question ${last.number} taken back`);
    this.turnTo(beforeGrade(this.session));
    this.reveal();
  }

  private say(text: string) {
    this.one('.session-said').textContent = text;
  }

  /** What comes when, soonest first, and the way on. */
  private end() {
    this.leave();
    const { session } = this;
    const { progress } = this.desk.store;
    const now = new Date();
    this.one('.session-when').replaceChildren(
      ...comingIn(session, progress, now).map(([words, numbers]) =>
        make('li', `${words}: ${numbers.length === 1 ? 'question' : 'questions'} ${numbers.join(', ')}`),
      ),
    );
    this.one('.session-over').textContent = `Done: ${count(askedIn(session).length, 'question')}`;
    const again = this.one<HTMLButtonElement>('[data-do=again]');
    const soon = soonIn(session, progress, now);
    again.hidden = soon.length === 0;
    again.textContent = `Rehearse ${count(soon.length, 'question')} again now`;
    const missed = missedIn(session);
    const set = this.one<HTMLAnchorElement>('.session-missed');
    set.hidden = missed.length === 0;
    set.href = `${set.href.split('#')[0]}#${writeSet({ numbers: missed, title: 'Missed', rest: [] })}`;
  }
}
customElements.define('practice-session', PracticeSession);
