import { planOf, readSetup, type Setup, type Turn, writeSetup } from '../study/interview.ts';
import { type KeptInterview, readKept, type Stage } from '../study/kept-interview.ts';
import { clockOf } from '../study/pace.ts';
import type { PracticeQuestion } from '../study/practice-data.ts';
import type { Grade } from '../study/progress.ts';
import { newSeed } from '../study/seed.ts';
import { writeSet } from '../study/sets.ts';
import { gradeFor, gradeNames, missedIn, type Result, summaryMarkdown } from '../study/summary.ts';
import { announce, copy } from './announce.ts';
import { loadQuestions, makeTicks, type Questions } from './interview/parts.ts';
import { SetupForm } from './interview/setup-form.ts';
import { Stopwatch } from './interview/stopwatch.ts';
import { levelRows, resultItem, summed } from './interview/summary-view.ts';
import './say-aloud.ts';
import type { SayAloud } from './say-aloud.ts';
import { isKey, shortcutsOn } from './shortcuts.ts';
import { forget, keep, recall } from './storage.ts';

const grades = [1, 2, 3, 4] as const;
type Shown = 'setup' | Stage | 'paused' | 'summary';
/** Where an interview and its question stand; `fragment` is that of its link. */
type State = Omit<KeptInterview, 'whole' | 'own'>;
const begun = { stage: 'ask' as Stage, heard: [] as number[], followUp: false, over: false };

/**
 * `<mock-interview>`: asks what the setup plans, against the clock; the reader grades each answer by what was listened for. The address
 * names the interview, so that its link asks somebody else the same; the tab keeps where it stands.
 */
customElements.define(
  'mock-interview',
  class extends HTMLElement {
    private form!: SetupForm;
    private questions: Questions = new Map();
    private setup!: Setup;
    private plan: Turn[] = [];
    private state: State = { fragment: '', results: [], ...begun };
    private whole = new Stopwatch();
    private own = new Stopwatch();
    private shown: Shown = 'setup';
    private isLate = false;
    /** What became of the grades: they are kept on the device, or why not. */
    private kept = '';

    connectedCallback() {
      this.form = new SetupForm(this.querySelector('form')!, (setup) => {
        // A link that was not changed asks what it asked its sender.
        const seed = this.opened === JSON.stringify(setup) ? this.setup.seed : '';
        void this.begin(writeSetup({ ...setup, seed: seed || newSeed(Math.random) }));
      });
      const open = () => {
        this.setup = this.form.open(location.hash.slice(1));
        this.opened = JSON.stringify(this.form.setup);
      };
      open();
      addEventListener('hashchange', () => this.shown === 'setup' && open());
      const kept = readKept(recall('interview') ?? '');
      if (kept?.over && location.hash === `#${kept.fragment}`) void this.begin(kept.fragment, kept);
      this.one('.mock-kept').hidden = !kept || kept.over;
      this.addEventListener('click', ({ target }) => {
        const button = (target as HTMLElement).closest<HTMLElement>('[data-do], [data-grade]');
        const { do: wanted, grade } = button?.dataset ?? {};
        if (grade) this.grade(Number(grade) as Grade);
        else if (wanted) this.act(wanted);
      });
      this.followed.addEventListener('change', () => this.mark({ followUp: this.followed.checked }));
      addEventListener('keydown', (event) => this.press(event));
      addEventListener('pagehide', () => this.keep());
      setInterval(() => this.tick(), 500);
    }
    private opened = '';

    private one<Found extends HTMLElement>(selector: string): Found {
      return this.querySelector<Found>(selector)!;
    }
    private place<Found extends HTMLElement>(name: string): Found {
      return this.one<Found>(`[data-show="${name}"]`);
    }
    private get followed() {
      return this.one<HTMLInputElement>('[name=followed]');
    }
    private get sayAloud() {
      return this.one<SayAloud>('say-aloud');
    }
    /** The question that is asked. */
    private get turn(): Turn {
      return this.plan[this.state.results.length]!;
    }
    private get question(): PracticeQuestion {
      return this.questions.get(this.turn.number)!;
    }
    private get followUp() {
      return this.turn.next === undefined ? undefined : this.question.next[this.turn.next];
    }

    /** Begins the interview of a fragment, or goes on with one that was kept. */
    private async begin(fragment: string, kept?: KeptInterview) {
      try {
        this.questions = await loadQuestions(this.dataset['questions']!);
      } catch {
        this.form.note('The questions could not be loaded. Check the network, and begin again.');
        return;
      }
      const section = (id: string) => this.form.all.some((one) => one.section === id);
      this.setup = readSetup(fragment, { question: this.form.isKnown, section });
      this.plan = planOf(this.setup, [...this.questions.values()]);
      this.whole = new Stopwatch(kept?.whole);
      this.own = new Stopwatch(kept?.own);
      this.state = { fragment, results: [], ...begun, ...kept };
      this.state.results = this.state.results.filter(({ number }) => this.questions.has(number));
      this.isLate = false;
      this.kept = '';
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

    private note(change: Partial<State>) {
      this.state = { ...this.state, ...change };
      this.keep();
    }

    private mark(change: Partial<State>) {
      this.note(change);
      this.offer();
    }

    private act(wanted: string) {
      const kept = readKept(recall('interview') ?? '');
      const actions: { [name: string]: () => void } = {
        resume: () => void (kept && this.begin(kept.fragment, kept)),
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
      this.state = { ...this.state, fragment: '' };
      forget('interview');
      this.show('setup');
    }

    private goOn() {
      this.sayAloud.stop();
      if (this.shown === 'ask') this.turnTo(this.followUp ? 'next' : 'check');
      else if (this.shown === 'next') this.turnTo('check');
    }

    private turnTo(stage: Stage) {
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
      void this.record(number, grade, hash);
      this.next(grade);
    }

    /** Takes down what became of the question, and asks the next. */
    private next(grade: Grade | undefined) {
      const { heard, followUp, results, stage } = this.state;
      const isAsked = this.followUp !== undefined && stage !== 'ask';
      const result: Result = {
        number: this.turn.number,
        seconds: Math.round(this.own.seconds),
        heard,
        ...(isAsked && { followUp }),
        ...(grade && { grade }),
      };
      this.note({ results: [...results, result], ...begun });
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

    private async record(number: number, grade: Grade, seen: string) {
      const { openProgress } = await import('./progress.ts');
      const store = await openProgress();
      await store.record(number, grade, { by: 'mock', seen });
      this.kept =
        store.keeping === 'device' && store.unwritten === 0
          ? 'The grades are kept on this device, and practice plans with them.'
          : 'The grades could not be kept on this device: they stand here alone.';
      this.place('kept').textContent = this.kept;
      store.close();
    }

    private tick() {
      if (this.shown === 'setup' || this.shown === 'summary' || this.plan.length === 0) return;
      const whole = this.setup.minutes * 60;
      const isLate = this.whole.seconds >= whole;
      this.place('own').textContent = `${clockOf(this.own.seconds)} of about ${clockOf(whole / this.plan.length)}`;
      this.place('whole').textContent =
        `in all ${clockOf(this.whole.seconds)} of ${clockOf(whole)}${isLate ? ', time is up' : ''}`;
      this.place('whole').toggleAttribute('data-over', isLate);
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

    /** Shows a stage, and leads there whoever cannot see it. */
    private show(shown: Shown) {
      this.shown = shown;
      this.toggleAttribute('data-asking', shown !== 'setup');
      if (shown === 'summary') this.sum();
      else if (shown !== 'setup') this.fill();
      for (const one of this.querySelectorAll<HTMLElement>('[data-stage]'))
        one.hidden = !one.dataset['stage']!.split(' ').includes(shown);
      this.one('[data-do=pause]').textContent = shown === 'paused' ? 'Go on' : 'Pause';
      this.tick();
      const head = {
        setup: 'form input',
        ask: '[data-show=question]',
        next: '[data-show=next]',
        check: '[data-show=say]',
        paused: '[data-do=pause]',
        summary: '[data-show=title]',
      }[shown];
      this.one(head).focus();
    }

    private fill() {
      const { question, followUp, state } = this;
      this.place('place').textContent = `Question ${state.results.length + 1} of ${this.plan.length}`;
      this.place('question').innerHTML = question.question;
      this.place('next').innerHTML = followUp?.ask ?? '';
      this.place('say').innerHTML = question.say;
      this.place<HTMLAnchorElement>('link').href = question.url;
      this.place('reply-part').hidden = !followUp;
      this.place('asked').innerHTML = followUp?.ask ?? '';
      this.place('reply').innerHTML = followUp?.reply ?? '';
      this.place('ticks').replaceChildren(...makeTicks(question.listens, state.heard, (heard) => this.mark({ heard })));
      this.followed.checked = state.followUp;
      this.offer();
    }

    /** Marks the grade that fits what is ticked. */
    private offer() {
      const { heard, followUp } = this.state;
      const { listens } = this.question;
      const grade = gradeFor(heard.length, listens.length, this.followUp && followUp);
      this.place('offered').textContent =
        `${heard.length} of ${listens.length} ticked: “${gradeNames[grade]}” would fit.`;
      for (const button of this.querySelectorAll<HTMLElement>('[data-grade]'))
        button.classList.toggle('main', button.dataset['grade'] === String(grade));
    }

    private get heading() {
      const day = new Date().toLocaleDateString('en', { dateStyle: 'long' });
      return `${this.setup.set.title || 'Mock interview'}, ${day}`;
    }
    private get missedLink() {
      const numbers = missedIn(this.state.results);
      return `${this.dataset['set']}#${writeSet({ numbers, title: 'Missed in a mock interview', rest: [] })}`;
    }

    private markdown(): string {
      const absolute = (path: string) => new URL(path, location.href).href;
      const { results } = this.state;
      return summaryMarkdown(this.heading, results, summed(this.questions), [
        ...(missedIn(results).length ? [{ name: 'To look at again', url: absolute(this.missedLink) }] : []),
        { name: 'The same interview', url: `${location.origin}${location.pathname}#${this.state.fragment}` },
      ]);
    }

    private sum() {
      const { results } = this.state;
      const missed = missedIn(results);
      this.place('title').textContent = this.heading;
      this.place('facts').textContent =
        `${results.length} of ${this.plan.length} questions in ${clockOf(this.whole.seconds)} of ${clockOf(this.setup.minutes * 60)}.`;
      this.place('levels').replaceChildren(...levelRows(results, this.questions));
      this.one('.mock-summary table').hidden = results.length === 0;
      this.place('results').replaceChildren(
        ...results.map((result) => resultItem(result, this.questions.get(result.number)!)),
      );
      this.place('kept').textContent = this.kept;
      const link = this.place<HTMLAnchorElement>('missed');
      link.hidden = missed.length === 0;
      link.href = this.missedLink;
    }
  },
);
