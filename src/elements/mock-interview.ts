import { planOf, readSetup, writeSetup } from '../study/interview.ts';
import { type KeptInterview, readKept, type Stage } from '../study/kept-interview.ts';
import { concluded, type MockState, resumed, stageAfter, started } from '../study/mock.ts';
import type { Grade } from '../study/progress.ts';
import { newSeed } from '../study/seed.ts';
import { announce, copy } from './announce.ts';
import { GradeKeeper } from './interview/grade-keeper.ts';
import { MockView } from './interview/mock-view.ts';
import { loadQuestions } from './interview/parts.ts';
import { SetupForm } from './interview/setup-form.ts';
import { Stopwatch } from './interview/stopwatch.ts';
import './say-aloud.ts';
import type { SayAloud } from './say-aloud.ts';
import { isKey, shortcutsOn } from './shortcuts.ts';
import { forget, keep, recall } from './storage.ts';

const grades = [1, 2, 3, 4] as const;
/** What has the focus where a stage begins. */
const heads = {
  setup: 'form input',
  ask: '[data-show=question]',
  next: '[data-show=next]',
  check: '[data-show=say]',
  paused: '[data-do=pause]',
  summary: '[data-show=title]',
};

/**
 * `<mock-interview>`: asks what the setup plans, against the clock; the reader grades each answer by what was listened for. The address
 * names the interview, so that its link asks somebody else the same; the tab keeps where it stands.
 */
customElements.define(
  'mock-interview',
  class extends MockView {
    private form!: SetupForm;
    private keeper: GradeKeeper | undefined;
    private whole = new Stopwatch();
    private own = new Stopwatch();
    private shown: keyof typeof heads = 'setup';
    private isLate = false;
    /** The setup that the link had, as it stands in the form. */
    private opened = '';

    connectedCallback() {
      this.form = new SetupForm(this.querySelector('form')!, (setup) => {
        // A link that was not changed asks what it asked its sender.
        const seed = this.opened === JSON.stringify(setup) ? this.setup.seed : '';
        void this.begin(writeSetup({ ...setup, seed: seed || newSeed(Math.random) }));
      });
      const kept = this.kept();
      this.open();
      if (kept?.over && location.hash === `#${kept.fragment}`) void this.begin(kept.fragment, kept);
      addEventListener('hashchange', () => this.open());
      this.addEventListener('click', ({ target, detail }) => {
        const { do: wanted, grade } =
          (target as HTMLElement).closest<HTMLElement>('[data-do], [data-grade]')?.dataset ?? {};
        // The second of two quick clicks is meant for what has gone.
        if (detail > 1 && (grade || wanted === 'on' || wanted === 'skip')) return;
        if (grade) this.grade(Number(grade) as Grade);
        else if (wanted) this.act(wanted);
      });
      this.followed.addEventListener('change', () => this.mark({ followUp: this.followed.checked }));
      addEventListener('keydown', (event) => this.press(event));
      addEventListener('pagehide', () => this.keep());
      setInterval(() => this.tick(), 500);
    }

    private get sayAloud() {
      return this.one<SayAloud>('say-aloud');
    }
    private kept(): KeptInterview | undefined {
      return readKept(recall('interview') ?? '');
    }

    /** Shows the setup of the address. An interview that it interrupts can be gone on with. */
    private open() {
      const { fragment } = this.state;
      if (fragment && location.hash === `#${fragment}`) return;
      if (fragment) this.leave();
      this.setup = this.form.open(location.hash.slice(1));
      this.opened = JSON.stringify(this.form.setup);
      const kept = this.kept();
      this.one('.mock-kept').hidden = !kept || kept.over;
    }

    /** Keeps the interview as it stands, and shows the setup. */
    private leave() {
      this.halt();
      this.keep();
      this.sayAloud.open('');
      this.state = started('');
      this.show('setup');
    }

    /** Begins the interview of a fragment, or goes on with one that was kept. */
    private async begin(fragment: string, kept?: KeptInterview) {
      try {
        this.questions = await loadQuestions(this.dataset['questions']!);
      } catch {
        this.form.note('The questions could not be loaded. Check the network, and begin again.');
        return;
      }
      const known = (number: number) => this.questions.has(number);
      this.keeper ??= new GradeKeeper(known);
      const section = (id: string) => this.form.all.some((one) => one.section === id);
      this.setup = readSetup(fragment, { question: this.form.isKnown, section });
      this.plan = planOf(this.setup, [...this.questions.values()]);
      this.whole = new Stopwatch(kept?.whole);
      this.own = new Stopwatch(kept?.own);
      this.state = kept ? resumed(kept, known) : started(fragment);
      this.isLate = false;
      this.place('kept').textContent = '';
      history.replaceState(history.state, '', `#${fragment}`);
      if (this.state.over || this.state.results.length >= this.plan.length) return this.end();
      this.sayAloud.open(this.question.say);
      this.run();
      this.one('.mock-note').hidden = this.keep();
      this.show(this.state.stage);
    }

    private run() {
      this.whole.go();
      this.own.go();
    }
    private halt() {
      this.whole.pause();
      this.own.pause();
    }

    /** Keeps where the interview stands, for a reload; whether it outlives one. */
    private keep(): boolean {
      if (!this.state.fragment) return true;
      const kept = { ...this.state, whole: this.whole.seconds, own: this.own.seconds };
      return keep('interview', JSON.stringify(kept));
    }

    private note(change: Partial<MockState>) {
      this.state = { ...this.state, ...change };
      this.keep();
    }

    private mark(change: Partial<MockState>) {
      this.note(change);
      this.offer();
    }

    private act(wanted: string) {
      const actions: { [name: string]: () => void } = {
        resume: () => {
          const kept = this.kept();
          if (kept) void this.begin(kept.fragment, kept);
        },
        discard: () => this.discard(),
        on: () => this.goOn(),
        skip: () => this.next(undefined),
        pause: () => this.pause(),
        end: () => this.end(),
        copy: () => void copy(this.markdown(), 'Copied as Markdown'),
        print: () => print(),
        same: () => void this.begin(this.state.fragment),
        new: () => this.renew(),
      };
      actions[wanted]?.();
    }

    private discard() {
      forget('interview');
      this.one('.mock-kept').hidden = true;
      this.one('form input').focus();
    }

    private renew() {
      this.setup = { ...this.setup, seed: '' };
      this.state = started('');
      forget('interview');
      this.show('setup');
    }

    private goOn() {
      if (this.shown !== 'ask' && this.shown !== 'next') return;
      this.sayAloud.stop();
      const stage: Stage = stageAfter(this.shown, this.turn);
      this.note({ stage });
      this.show(stage);
    }

    private pause() {
      this.sayAloud.stop();
      const isPaused = this.shown === 'paused';
      if (isPaused) this.run();
      else this.halt();
      this.show(isPaused ? this.state.stage : 'paused');
      announce(isPaused ? 'The clocks go on' : 'Paused');
    }

    private grade(grade: Grade) {
      const { number, hash } = this.question;
      void this.keeper!.keep(number, grade, hash).then((said) => (this.place('kept').textContent = said));
      this.next(grade);
    }

    /** Takes down what became of the question, and asks the next. */
    private next(grade: Grade | undefined) {
      this.note(concluded(this.state, this.turn, this.own.seconds, grade));
      this.own.set(0);
      if (this.state.results.length === this.plan.length) return this.end();
      this.sayAloud.open(this.question.say);
      this.keep();
      this.show('ask');
    }

    private end() {
      this.halt();
      this.sayAloud.open('');
      this.one('.mock-kept').hidden = true;
      this.note({ over: true });
      this.show('summary');
    }

    private tick() {
      if (this.shown === 'setup' || this.shown === 'summary' || this.plan.length === 0) return;
      const isLate = this.showClocks(this.own.seconds, this.whole.seconds);
      if (isLate && !this.isLate) announce('The time is up; finish what you were saying');
      this.isLate = isLate;
    }

    private press(event: KeyboardEvent) {
      const { key, target } = event;
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
      if ((target as HTMLElement).closest('audio, dialog, textarea, input:not([type=checkbox])')) return;
      if (key === 'ArrowRight') this.goOn();
      const grade = grades.find((one) => isKey(event, String(one)));
      if (grade && this.shown === 'check' && shortcutsOn()) this.grade(grade);
    }

    private show(shown: keyof typeof heads) {
      this.shown = shown;
      if (shown === 'summary') this.sum(this.whole.seconds);
      else if (shown !== 'setup') this.fill((heard) => this.mark({ heard }));
      this.one('[data-do=pause]').textContent = shown === 'paused' ? 'Go on' : 'Pause';
      this.tick();
      this.turnTo(shown, shown !== 'setup', heads[shown]);
    }
  },
);
