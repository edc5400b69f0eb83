import { planOf, poolOf } from '../study/interview.ts';
import { clockOf } from '../study/pace.ts';
import { readRoom, type Role, type Room, writeRoom } from '../study/room.ts';
import { newSeed } from '../study/seed.ts';
import { announce, copy } from './announce.ts';
import { loadQuestions } from './interview/parts.ts';
import { empty, others, RoomView } from './interview/room-view.ts';
import { SetupForm } from './interview/setup-form.ts';
import { Stopwatch } from './interview/stopwatch.ts';
import { drawCode } from './qr-code.ts';

/** What has the focus where a stage begins. */
const heads = {
  setup: 'form input',
  door: '.room-count',
  interviewer: '[data-show=question]',
  candidate: '[data-show=question]',
  summary: '[data-show=title]',
};

/**
 * `<interview-room>`: two people's interview. The address holds the questions, what mixes them, who looks and where they are, so that two
 * screens need no server between them. What the interviewer ticks and writes is in the page's memory.
 */
customElements.define(
  'interview-room',
  class extends RoomView {
    private form!: SetupForm;
    private own = new Stopwatch();
    private shown: keyof typeof heads = 'setup';
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
      this.room = { ...empty, ...room };
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
      this.room = empty;
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

    private show(shown: keyof typeof heads) {
      this.shown = shown;
      this.dataset['role'] = this.room.role ?? '';
      if (shown === 'door') this.fillDoor();
      else if (shown === 'summary') this.sum();
      else if (shown !== 'setup') this.fill(shown);
      this.tick();
      this.turnTo(shown, shown !== 'setup' && shown !== 'door', heads[shown]);
    }

    private linkFor(role: Role): string {
      return `${location.origin}${location.pathname}#${writeRoom({ ...this.room, role })}`;
    }

    private async drawCode() {
      const role = others[this.room.role!];
      const dialog = this.one<HTMLDialogElement>('dialog');
      this.one('#room-code').textContent = `For the ${role}’s screen`;
      this.one('.room-link').textContent = this.linkFor(role);
      if (!(await drawCode(this.linkFor(role), dialog.querySelector('div')!)))
        announce('The QR code could not be drawn; copy the link instead');
      dialog.showModal();
    }
  },
);
