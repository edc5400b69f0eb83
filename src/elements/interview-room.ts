import { planOf, poolOf } from '../study/interview.ts';
import { clockOf } from '../study/pace.ts';
import { askedIn, readRoom, type Role, type Room, writeRoom } from '../study/room.ts';
import { newSeed } from '../study/seed.ts';
import { type Result, summaryMarkdown } from '../study/summary.ts';
import { announce, copy } from './announce.ts';
import { loadQuestions, makeLine, makeTicks, type Questions } from './interview/parts.ts';
import { SetupForm } from './interview/setup-form.ts';
import { Stopwatch } from './interview/stopwatch.ts';
import { resultItem, summed } from './interview/summary-view.ts';

type Shown = 'setup' | 'door' | Role | 'summary';
const others = { interviewer: 'candidate', candidate: 'interviewer' } as const;
const names = { interviewer: 'The interviewer’s view', candidate: 'The candidate’s view' } as const;

/**
 * `<interview-room>`: two people's interview. The address holds the questions, what mixes them, who looks and where they are, so that two
 * screens need no server between them. What the interviewer ticks and writes is in the page's memory.
 */
customElements.define(
  'interview-room',
  class extends HTMLElement {
    private form!: SetupForm;
    private questions: Questions = new Map();
    private room: Room = { set: { numbers: [], title: '', rest: [] }, seed: '', role: undefined, at: 1 };
    private readonly results = new Map<number, Result>();
    private own = new Stopwatch();
    private shown: Shown = 'setup';
    private lock: WakeLockSentinel | undefined;

    connectedCallback() {
      this.form = new SetupForm(this.querySelector('form')!, (setup) => {
        const pool = poolOf(setup, this.form.all).map(({ number }) => number);
        const chosen = setup.set.numbers.filter((number) => pool.includes(number)).slice(0, setup.count);
        if (chosen.length) return this.enter({ set: { ...setup.set, numbers: chosen } });
        void this.load().then((isLoaded) => {
          if (!isLoaded) return;
          const seed = newSeed(Math.random);
          const numbers = planOf({ ...setup, seed }, [...this.questions.values()]).map(({ number }) => number);
          this.enter({ set: { ...setup.set, numbers } });
        });
      });
      this.addEventListener('click', ({ target }) => {
        const { do: wanted, role } = (target as HTMLElement).closest<HTMLElement>('button')?.dataset ?? {};
        if (role) void this.play(role as Role);
        else if (wanted) this.act(wanted);
      });
      this.mix.addEventListener('change', () => {
        this.room = { ...this.room, seed: this.mix.checked ? newSeed(Math.random) : '' };
        this.write();
      });
      this.notes.addEventListener('input', () => this.mark({ note: this.notes.value.trim() || undefined }));
      addEventListener('keydown', (event) => this.press(event));
      addEventListener('hashchange', () => this.open());
      // Nobody loses notes by a wrong key.
      addEventListener('beforeunload', (event) => {
        if ([...this.results.values()].some(({ note }) => note)) event.preventDefault();
      });
      document.addEventListener('visibilitychange', () => void this.stayAwake());
      setInterval(() => this.tick(), 500);
      this.open();
    }

    private one<Found extends HTMLElement>(selector: string): Found {
      return this.querySelector<Found>(selector)!;
    }
    private place<Found extends HTMLElement>(name: string): Found {
      return this.one<Found>(`[data-show="${name}"]`);
    }
    private get notes() {
      return this.one<HTMLTextAreaElement>('textarea');
    }
    private get mix() {
      return this.one<HTMLInputElement>('[name=mix]');
    }
    private get asked() {
      return askedIn(this.room);
    }
    private get number() {
      return this.asked[this.room.at - 1]!;
    }

    /** Reads the address anew. */
    private open() {
      const fragment = location.hash.slice(1);
      const { dropped, ...room } = readRoom(fragment, this.form.isKnown);
      this.form.open(fragment.replace(/(^|&)(role|at|seed)=[^&]*/g, ''));
      if (dropped.length)
        this.form.note(`The link was damaged, or is of another edition. Left out: ${dropped.slice(0, 8).join(', ')}.`);
      if (room.set.numbers.length === 0) {
        if (this.shown !== 'setup') this.show('setup');
        return;
      }
      this.room = room;
      if (dropped.length) announce(`Left out of the link: ${dropped.slice(0, 8).join(', ')}`);
      if (room.role) void this.play(room.role);
      else this.show('door');
    }

    /** Goes to the door of a room of these questions. */
    private enter(room: Pick<Room, 'set'>) {
      this.room = { ...room, seed: '', role: undefined, at: 1 };
      this.results.clear();
      this.write();
      this.show('door');
    }

    private write() {
      history.replaceState(history.state, '', `#${writeRoom(this.room)}`);
    }

    private async load(): Promise<boolean> {
      try {
        this.questions = await loadQuestions(this.dataset['questions']!);
        return true;
      } catch {
        this.form.note('The questions could not be loaded. Check the network, and try again.');
        this.show('setup');
        return false;
      }
    }

    /** Shows a person's screen. */
    private async play(role: Role) {
      if (!(await this.load())) return;
      this.room = { ...this.room, role };
      this.write();
      this.own.go();
      this.show(role);
      void this.stayAwake();
    }

    private act(wanted: string) {
      const actions: { [name: string]: () => void } = {
        on: () => this.move(1),
        back: () => this.move(-1),
        turn: () => void this.play(others[this.room.role!]),
        code: () => void this.drawCode(),
        link: () => void copy(this.linkFor(others[this.room.role!]), 'Link copied', this.one('.room-link')),
        end: () => this.end(),
        return: () => void this.play('interviewer'),
        copy: () => void copy(this.markdown(), 'Copied as Markdown'),
        print: () => print(),
        leave: () => this.leave(),
      };
      actions[wanted]?.();
    }

    private leave() {
      this.room = { set: { numbers: [], title: '', rest: [] }, seed: '', role: undefined, at: 1 };
      history.replaceState(history.state, '', location.pathname);
      this.form.open('');
      this.show('setup');
    }

    private move(by: 1 | -1) {
      const at = this.room.at + by;
      if (at < 1 || at > this.asked.length) return;
      this.clockIn();
      this.room = { ...this.room, at };
      this.own.set(this.results.get(this.number)?.seconds ?? 0);
      this.write();
      this.show(this.room.role!);
    }

    private end() {
      this.clockIn();
      this.own.pause();
      this.show('summary');
    }

    /** Takes down how long the question took. */
    private clockIn() {
      this.mark({ seconds: Math.round(this.own.seconds) });
    }

    private mark(change: Partial<Result>) {
      const { number } = this;
      this.results.set(number, { number, seconds: 0, heard: [], ...this.results.get(number), ...change });
    }

    private tick() {
      this.place('own').textContent = clockOf(this.own.seconds);
    }

    private press({ key, target, ctrlKey, metaKey, altKey, shiftKey, defaultPrevented }: KeyboardEvent) {
      if (ctrlKey || metaKey || altKey || shiftKey || defaultPrevented) return;
      if (this.shown !== 'interviewer' && this.shown !== 'candidate') return;
      if ((target as HTMLElement).closest('textarea, dialog, input:not([type=checkbox])')) return;
      if (key === 'ArrowRight') this.move(1);
      if (key === 'ArrowLeft') this.move(-1);
    }

    /** Keeps the candidate's screen lit, where the browser can. */
    private async stayAwake() {
      const isWanted = this.shown === 'candidate' && document.visibilityState === 'visible';
      try {
        if (!isWanted) await this.lock?.release();
        else this.lock = await navigator.wakeLock?.request('screen');
      } catch {
        // A low battery, or a browser that does not: the screen goes dark as ever.
      }
    }

    private show(shown: Shown) {
      this.shown = shown;
      this.toggleAttribute('data-asking', shown === 'interviewer' || shown === 'candidate' || shown === 'summary');
      this.dataset['role'] = this.room.role ?? '';
      for (const one of this.querySelectorAll<HTMLElement>('[data-stage]'))
        one.hidden = !one.dataset['stage']!.split(' ').includes(shown);
      const { length } = this.asked;
      const { title } = this.room.set;
      this.one('.room-count').textContent =
        `${title ? `“${title}”: ` : ''}${length === 1 ? 'one question is' : `${length} questions are`} ready. Who are you?`;
      this.mix.checked = this.room.seed !== '';
      if (shown === 'interviewer' || shown === 'candidate') this.fill(shown);
      if (shown === 'summary') this.sum();
      const head = { setup: 'form input', door: '.room-count', summary: '[data-show=title]' };
      this.one(shown in head ? head[shown as keyof typeof head] : '[data-show=question]').focus();
    }

    private fill(role: Role) {
      const { at } = this.room;
      const question = this.questions.get(this.number)!;
      const { heard = [], note = '' } = this.results.get(this.number) ?? {};
      this.place('place').textContent = `Question ${at} of ${this.asked.length}`;
      this.place('question').innerHTML = question.question;
      this.one<HTMLButtonElement>('[data-do=back]').disabled = at === 1;
      this.one<HTMLButtonElement>('[data-do=on]').disabled = at === this.asked.length;
      this.one('[data-do=turn]').textContent = names[others[role]];
      this.one('[data-do=end]').hidden = role === 'candidate';
      this.tick();
      // Nothing of the answer is on the candidate's page, however it is searched.
      const isAsking = role === 'interviewer';
      this.place('ticks').replaceChildren(
        ...(isAsking ? makeTicks(question.listens, heard, (all) => this.mark({ heard: all })) : []),
      );
      this.place('next').replaceChildren(
        ...(isAsking ? question.next : []).map(({ ask, reply }) => {
          const details = document.createElement('details');
          details.append(makeLine('summary', ask), makeLine('p', reply));
          return details;
        }),
      );
      this.place('say').innerHTML = isAsking ? question.say : '';
      this.place('say').closest('details')!.open = false;
      this.place<HTMLAnchorElement>('link').href = question.url;
      this.notes.value = note;
    }

    private linkFor(role: Role): string {
      return `${location.origin}${location.pathname}#${writeRoom({ ...this.room, role })}`;
    }

    private async drawCode() {
      const role = others[this.room.role!];
      const dialog = this.one<HTMLDialogElement>('dialog');
      this.one('#room-code').textContent = `For the ${role}’s screen`;
      this.one('.room-link').textContent = this.linkFor(role);
      try {
        const { renderSVG } = await import('uqr');
        dialog.querySelector('div')!.innerHTML = renderSVG(this.linkFor(role), { border: 2 });
      } catch {
        dialog.querySelector('div')!.replaceChildren();
        announce('The QR code could not be drawn; copy the link instead');
      }
      dialog.showModal();
    }

    private get heading() {
      const day = new Date().toLocaleDateString('en', { dateStyle: 'long' });
      return `${this.room.set.title || 'Interview'}, ${day}`;
    }
    private get inOrder(): Result[] {
      return this.asked.flatMap((number) => this.results.get(number) ?? []);
    }

    private markdown(): string {
      const room = writeRoom({ ...this.room, role: undefined, at: 1 });
      const link = { name: 'The same questions', url: `${location.origin}${location.pathname}#${room}` };
      return summaryMarkdown(this.heading, this.inOrder, summed(this.questions), [link], false);
    }

    private sum() {
      this.place('title').textContent = this.heading;
      this.place('results').replaceChildren(
        ...this.inOrder.map((result) => resultItem(result, this.questions.get(result.number)!, false)),
      );
    }
  },
);
