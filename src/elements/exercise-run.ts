import { type Round, readRound, writeRound } from '../study/round.ts';
import { shuffled } from '../study/seed.ts';
import { writeSet } from '../study/sets.ts';
import { announce, copy } from './announce.ts';
import type { ExerciseDone } from './solve.ts';

/** A seed that nobody has chosen. */
const newSeed = () => Math.random().toString(36).slice(2, 8) || '0';

/**
 * `<exercise-run>`: gives the exercises of the chapters that the reader chooses, one after the other, in an order that the address's
 * fragment shares. They are taken from the pages of the chapters, where they stand for everybody.
 */
customElements.define(
  'exercise-run',
  class extends HTMLElement {
    private chapters = [...this.querySelectorAll<HTMLInputElement>('[name=section]')];
    private loaded = new Map<string, Promise<HTMLElement[]>>();
    private round: Round | undefined;
    private items: { exercise: HTMLElement; page: string }[] = [];
    private at = 0;
    /** What became of each exercise so far. */
    private results: boolean[] = [];

    connectedCallback() {
      this.addEventListener('submit', (event) => {
        if (event.target !== this.form) return;
        event.preventDefault();
        const chosen = this.chapters.filter((one) => one.checked).map((one) => one.value);
        const sections = chosen.length < this.chapters.length ? chosen : [];
        const count = Number(new FormData(this.form).get('count'));
        this.go({ seed: newSeed(), sections, ...(count > 0 && { count }) });
      });
      this.addEventListener('click', (event) => {
        const action = (event.target as HTMLElement).closest<HTMLElement>('[data-do]')?.dataset['do'];
        // The second of two quick clicks is meant for what has gone.
        if (action === 'next' && event.detail < 2) this.next();
        if (action === 'end') this.end();
        if (action === 'again') this.go({ ...this.round!, seed: newSeed() });
        if (action === 'choose') location.hash = '';
        if (action === 'link') void copy(location.href, 'Link to this round copied');
      });
      this.addEventListener('exercise-done', (event) => {
        this.note((event as ExerciseDone).detail.right);
        this.one('[data-do=next]').textContent = this.at + 1 < this.items.length ? 'Next' : 'To the end';
      });
      addEventListener('hashchange', () => void this.open());
      void this.open();
    }

    private one<Found extends HTMLElement>(selector: string): Found {
      return this.querySelector<Found>(selector)!;
    }
    private get form() {
      return this.one<HTMLFormElement>('form');
    }
    private go(round: Round) {
      location.hash = writeRound(round);
    }

    /** Shows one of the three views; `.before-round` is what the page has beside them. */
    private show(view: '' | '.round' | '.summary') {
      for (const one of ['.round', '.summary']) this.one(one).hidden = one !== view;
      this.form.hidden = view !== '';
      for (const one of document.querySelectorAll<HTMLElement>('.before-round')) one.hidden = view !== '';
    }

    /** Reads the address anew. */
    private async open() {
      const round = readRound(
        location.hash.slice(1),
        this.chapters.map((one) => one.value),
      );
      this.round = round;
      if (!round) return this.show('');
      const wanted = this.chapters.filter((one) => round.sections.length === 0 || round.sections.includes(one.value));
      const found = await Promise.allSettled(wanted.map((one) => this.load(one.dataset['url']!)));
      if (this.round !== round) return;
      const missing = wanted.filter((_, index) => found[index]!.status === 'rejected');
      if (missing.length > 0) announce(`${missing.length} of ${wanted.length} chapters could not be loaded`);
      const all = found.flatMap((one, index) =>
        one.status === 'fulfilled'
          ? one.value.map((exercise) => ({ exercise, page: wanted[index]!.dataset['url']! }))
          : [],
      );
      if (all.length === 0) return this.show('');
      this.items = shuffled(all, round.seed, ({ exercise }) => exercise.id).slice(0, round.count);
      const { results } = (history.state ?? {}) as { results?: boolean[] };
      this.results = results?.slice(0, this.items.length) ?? [];
      if (this.results.length === this.items.length) return this.end();
      this.show('.round');
      this.present(this.results.length);
    }

    /** Takes down what became of the exercise; the tab's history keeps it for a reload. */
    private note(right: boolean) {
      this.results[this.at] = right;
      history.replaceState({ ...history.state, results: this.results }, '');
    }

    /** The exercises of a chapter's page; one that could not be had is asked for anew. */
    private load(url: string): Promise<HTMLElement[]> {
      const loading = this.loaded.get(url) ?? fetchExercises(url);
      this.loaded.set(url, loading);
      loading.catch(() => this.loaded.delete(url));
      return loading;
    }

    private present(at: number) {
      this.at = at;
      const exercise = document.importNode(this.items[at]!.exercise, true);
      exercise.querySelector('h2 .place')!.textContent = `${at + 1} of ${this.items.length}`;
      this.one('.stage').replaceChildren(exercise);
      this.one('[data-do=next]').textContent = 'Skip';
      const right = this.results.filter(Boolean).length;
      this.one('.round > p').textContent = at > 0 ? `${right} of ${at} right so far` : '';
      const heading = exercise.querySelector('h2')!;
      heading.tabIndex = -1;
      heading.focus();
    }

    private next() {
      if (this.results[this.at] === undefined) this.note(false);
      if (this.at + 1 < this.items.length) this.present(this.at + 1);
      else this.end();
    }

    private end() {
      const done = this.items.slice(0, this.results.length);
      const missed = done.filter((_, index) => !this.results[index]);
      const heading = this.one('.summary h2');
      heading.textContent = `${done.length - missed.length} of ${done.length} right`;
      this.one('.summary ul').replaceChildren(
        ...missed.map(({ exercise, page }) => {
          const link = Object.assign(document.createElement('a'), { href: `${page}#${exercise.id}` });
          link.textContent = exercise.dataset['title']!;
          const item = document.createElement('li');
          item.append('Missed: ', link, lessonOf(exercise));
          return item;
        }),
      );
      const numbers = [...new Set(missed.map(({ exercise }) => Number(exercise.dataset['number'])))].sort(
        (a, b) => a - b,
      );
      const set = this.one<HTMLAnchorElement>('.missed-set');
      set.hidden = numbers.length === 0;
      set.href = `${this.dataset['set']}#${writeSet({ numbers, title: 'Missed in exercises', rest: [] })}`;
      this.one('.stage').replaceChildren();
      this.show('.summary');
      heading.focus();
    }
  },
);

/** What is right: the last that is seen of an exercise, of one that was skipped too. */
function lessonOf(exercise: HTMLElement): HTMLElement {
  const right = exercise.querySelector<HTMLElement>('.right');
  if (right) return document.importNode(right, true);
  const lesson = document.createElement('p');
  lesson.append(
    `${exercise.dataset['status']}. `,
    ...document.importNode(exercise.querySelector('.why')!, true).childNodes,
  );
  return lesson;
}

async function fetchExercises(url: string): Promise<HTMLElement[]> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  // Not the head: its style sheet is allowed on its own page, not on this one.
  const [main = ''] = /<main[\s\S]*<\/main>/.exec(await response.text()) ?? [];
  const page = new DOMParser().parseFromString(main, 'text/html');
  return [...page.querySelectorAll<HTMLElement>('.exercises > .exercise')];
}
