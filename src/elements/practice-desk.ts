import { count } from '../lib/text.ts';
import { type Choice, chosen, type Which, whiches } from '../study/choice.ts';
import { dayOf, startOf } from '../study/days.ts';
import type { PracticeData } from '../study/practice-data.ts';
import { inWords, nextTime, standingsOf, upcoming } from '../study/schedule.ts';
import { readSession, type Session } from '../study/session.ts';
import { readSet } from '../study/sets.ts';
import { announce } from './announce.ts';
import type { Desk } from './desk.ts';
import type { PracticeOutlook } from './practice-outlook.ts';
import type { PracticeSession } from './practice-session.ts';
import { type Keeping, openProgress } from './progress.ts';
import type { ProgressKeeping } from './progress-keeping.ts';
import { recall } from './storage.ts';
import './practice-outlook.ts';
import './practice-session.ts';
import './progress-keeping.ts';

/** Sentences for a store that keeps nothing. */
const keptNowhere: { [K in Exclude<Keeping, 'device'>]: string } = {
  page: 'This browser keeps nothing for this site, so what you grade is forgotten when you leave the page. Export it before you go.',
  newer:
    'A newer edition of this site keeps your progress. Reload the page; until then, what you grade stays in this page.',
  closed:
    'The browser has closed or cleared what it kept for this site. What you had, and what you grade now, is in this page alone: export it, then reload the page.',
  broken:
    'Your progress is here but cannot be read. Nothing is written over it: reload the page, or start anew below and import your last export. What you grade now stays in this page.',
};

/** `<practice-desk>`: where a reader chooses what to rehearse; it begins the session and shows what comes of it. */
customElements.define(
  'practice-desk',
  class extends HTMLElement {
    private desk!: Desk;
    private set: number[] = [];
    private lost = false;
    /** What the address named that is not here. */
    private dropped: string[] = [];

    connectedCallback() {
      void this.load();
    }

    private async load() {
      try {
        const [data, store] = await Promise.all([
          fetch(this.dataset['questions']!).then((response) => response.json() as Promise<PracticeData>),
          openProgress((number) => !this.desk || this.isKnown(number)),
        ]);
        this.desk = { ...data, store };
      } catch {
        this.say('The questions could not be loaded. Try again when you are online.');
        addEventListener('online', () => void this.load(), { once: true });
        return;
      }
      const { store } = this.desk;
      // The small key that the other pages read says that there was something.
      this.lost =
        store.keeping === 'device' &&
        store.progress.graded.length === 0 &&
        Object.keys(recall('rehearsed') ?? {}).length > 0;
      this.form.addEventListener('input', () => this.show());
      this.form.addEventListener('submit', (event) => {
        event.preventDefault();
        const queue = this.picked();
        // Back leads to the desk again.
        if (queue.length) this.begin({ queue, done: [] }, 'pushState');
      });
      this.day.addEventListener('change', () => {
        if (this.day.validity.valid) void store.setDay(this.day.value);
      });
      this.day.addEventListener('blur', () => {
        if (!this.day.validity.valid) announce('Not taken over: the day lies before today, or beyond two years');
        this.show();
      });
      this.session.addEventListener('session-over', () => this.leave());
      addEventListener('popstate', () => this.follow());
      addEventListener('hashchange', () => this.open());
      addEventListener('pageshow', () => this.show());
      document.addEventListener('visibilitychange', () => this.show());
      store.listen(() => this.show());
      const today = dayOf(new Date());
      this.day.min = today;
      this.day.max = dayOf(startOf(today, 730));
      this.show();
      this.one<PracticeOutlook>('practice-outlook').use(this.desk);
      this.one<ProgressKeeping>('progress-keeping').use(this.desk);
      this.open();
      this.dataset['ready'] = '';
    }

    private one<Found extends Element>(selector: string): Found {
      return this.querySelector<Found>(selector)!;
    }
    private get form() {
      return this.one<HTMLFormElement>('.practice-choice');
    }
    private get day() {
      return this.one<HTMLInputElement>('[name=day]');
    }
    private get session() {
      return this.one<PracticeSession>('practice-session');
    }

    private isKnown(number: number): boolean {
      return this.desk.questions.some((one) => one.number === number);
    }

    /** Takes over what the address names: one question is asked at once, a set can be chosen. A session that was on goes on. */
    private open() {
      const { numbers, title, dropped } = readSet(location.hash.slice(1), (number) => this.isKnown(number));
      this.set = numbers;
      const option = this.one<HTMLElement>('.practice-set');
      option.hidden = numbers.length === 0;
      if (title) this.one('.practice-set-name').textContent = `“${title}”`;
      this.dropped = dropped.slice(0, 8);
      if (numbers.length) this.one<HTMLInputElement>('[name=which][value=set]').checked = true;
      this.show();
      if (history.state?.session) this.follow();
      else if (numbers.length === 1) this.begin({ queue: numbers, done: [] }, 'replaceState');
    }

    /** Shows what the tab's history says: a session, or the desk. */
    private follow() {
      const session = readSession(history.state?.session, (number) => this.isKnown(number));
      if (session) this.resume(session);
      else if (this.dataset['view']) this.showDesk();
    }

    private get choice(): Choice & { which: Which; most: number } {
      const fields = new FormData(this.form);
      const text = (name: string) => String(fields.get(name) ?? '');
      return {
        section: text('section'),
        level: text('level'),
        which: text('which') as Which,
        most: Number(text('most')) || Number.POSITIVE_INFINITY,
        set: this.set,
      };
    }

    private kinds(choice: Choice) {
      const { questions, store } = this.desk;
      return chosen(questions, choice, store.progress, standingsOf(store.progress), new Date());
    }

    private picked(): number[] {
      const { choice } = this;
      return this.kinds(choice)[choice.which].slice(0, choice.most);
    }

    private show() {
      const { store } = this.desk;
      const { choice } = this;
      const kinds = this.kinds(choice);
      for (const which of whiches) this.one(`[data-count=${which}]`).textContent = String(kinds[which].length);
      const amount = Math.min(kinds[choice.which].length, choice.most);
      const start = this.one<HTMLButtonElement>('.practice-start');
      start.disabled = amount === 0;
      start.textContent = amount ? `Start with ${count(amount, 'question')}` : 'Start';
      const day = upcoming(store.progress.day.day, new Date());
      // One that a file brought may lie farther away than the field takes.
      if (day > this.day.max) this.day.max = day;
      if (document.activeElement !== this.day) this.day.value = day;
      this.one('.practice-state').textContent = this.state(amount, choice);
      this.say(this.trouble());
    }

    /** What is wrong and what to do, if anything is. */
    private trouble(): string {
      const { keeping, unwritten, unreadable, progress } = this.desk.store;
      if (keeping !== 'device') return keptNowhere[keeping];
      if (unwritten) {
        return `${count(unwritten, 'grade')} could not be written to this device, and will be tried again with the next. Export before you leave.`;
      }
      if (this.lost && !progress.graded.length) {
        return 'Your progress is gone: this browser has cleared it. Import your last export below, or begin anew.';
      }
      if (unreadable) {
        return `${unreadable} of what is kept of your progress cannot be read. What is damaged is left out, here and in exports.`;
      }
      const ahead = progress.graded.filter(({ at }) => at * 1000 > Date.now() + 86_400_000).length;
      if (ahead) {
        return `${count(ahead, 'grade')} of yours ${ahead === 1 ? 'lies' : 'lie'} in the future: the clock of this device is wrong, or that of the device they come from was. Until then their questions do not come again by themselves.`;
      }
      return this.dropped.length ? `The link names what is not here: ${this.dropped.join(', ')}.` : '';
    }

    /** A line about where the reader stands. */
    private state(amount: number, { which }: { which: Which }): string {
      const { store } = this.desk;
      const all = standingsOf(store.progress);
      // An answer that the site has no more is rehearsed no more.
      const standings = new Map([...all].filter(([number]) => this.isKnown(number)));
      if (standings.size === 0) return 'You have rehearsed nothing yet: begin with a few, and come back tomorrow.';
      if (amount > 0) return `You have rehearsed ${standings.size} of ${this.desk.questions.length} questions.`;
      if (which === 'missed') return 'None was missed.';
      if (which === 'new') return 'You have seen them all.';
      const now = new Date();
      const { day } = store.progress.day;
      const [next] = [...standings.values()].map((one) => nextTime(one, day, now)).sort((a, b) => +a - +b);
      return `Nothing is due. The next comes ${inWords(next!, day, now)}; “All” is always open.`;
    }

    private say(note: string) {
      const line = this.one<HTMLElement>('.practice-note');
      line.hidden = !note;
      if (line.textContent !== note) line.textContent = note;
    }

    private begin(session: Session, how: 'pushState' | 'replaceState') {
      history[how]({ session, isOwn: how === 'pushState' }, '');
      this.resume(session);
    }

    private resume(session: Session) {
      this.dataset['view'] = 'session';
      this.session.begin(this.desk, session);
    }

    private leave() {
      if (history.state?.isOwn) return history.back();
      // A single question was asked at once; it is no set to choose.
      history.replaceState(null, '', location.pathname);
      this.one<HTMLInputElement>('[name=which][value=today]').checked = true;
      this.open();
      this.showDesk();
    }

    private showDesk() {
      this.session.leave();
      delete this.dataset['view'];
      this.show();
      this.one<HTMLElement>('.practice-start').scrollIntoView({ block: 'center' });
      this.one<HTMLElement>('.practice-state').focus({ preventScroll: true });
    }
  },
);
