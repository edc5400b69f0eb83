import { type Choosable, type Level, poolOf, readSetup, type Setup, usual } from '../../study/interview.ts';
import { readSet } from '../../study/sets.ts';

/** The form of `InterviewSetup.astro`: shows a setup, and reads it back. */
export class SetupForm {
  /** Of all questions, what a choice must know. */
  readonly all: readonly Choosable[];
  private readonly form: HTMLFormElement;
  private set: Setup['set'] = { numbers: [], title: '', rest: [] };

  constructor(form: HTMLFormElement, begin: (setup: Omit<Setup, 'seed'>) => void) {
    this.form = form;
    const pool = JSON.parse(form.dataset['pool']!) as [number, Level, string][];
    this.all = pool.map(([number, level, section]) => ({ number, level, section }));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      begin(this.setup);
    });
    form.addEventListener('input', ({ target }) => {
      if (target === this.field('link')) this.paste();
      this.count();
    });
    form.querySelector('[data-do=leave-set]')!.addEventListener('click', () => {
      this.take({ numbers: [], title: '', rest: [] });
      this.field('count').focus();
    });
    this.count();
  }

  /** Whether there is a question of that number. */
  isKnown = (number: number): boolean => this.all.some((one) => one.number === number);

  /** Reads the fragment of a link, shows it, and says what could not be read. */
  open(fragment: string): Setup {
    const section = (id: string) => this.all.some((one) => one.section === id);
    const { dropped, ...setup } = readSetup(fragment, { question: this.isKnown, section });
    const minutes = this.field('minutes');
    if (minutes) minutes.value = String(setup.minutes);
    for (const box of this.boxes('level')) box.checked = (setup.levels as string[]).includes(box.value);
    for (const box of this.boxes('section')) box.checked = setup.sections.includes(box.value);
    this.take(setup.set);
    if (setup.set.numbers.length === 0 || /(^|&)count=/.test(fragment)) this.field('count').value = String(setup.count);
    this.note(
      dropped.length
        ? `The link was damaged, or is of another edition. Left out: ${dropped.slice(0, 8).join(', ')}${dropped.length > 8 ? ' …' : ''}.`
        : '',
    );
    return setup;
  }

  /** Shows a sentence above the form; none for ''. */
  note(text: string): void {
    const note = this.form.querySelector<HTMLElement>('.setup-note')!;
    note.hidden = !text;
    note.textContent = text;
  }

  /** What the form says. */
  get setup(): Omit<Setup, 'seed'> {
    const chosen = (name: string) =>
      this.boxes(name)
        .filter((box) => box.checked)
        .map(({ value }) => value);
    return {
      set: this.set,
      count: Number(this.field('count').value) || usual.count,
      minutes: Number(this.field('minutes')?.value) || usual.minutes,
      levels: chosen('level') as Level[],
      sections: this.set.numbers.length ? [] : chosen('section'),
    };
  }

  private field(name: string): HTMLInputElement {
    return this.form.elements.namedItem(name) as HTMLInputElement;
  }
  private boxes(name: string): HTMLInputElement[] {
    return [...this.form.querySelectorAll<HTMLInputElement>(`[name=${name}]`)];
  }

  /** Takes the questions of a set whose link was pasted. */
  private paste() {
    const { value } = this.field('link');
    if (!value) return this.note('');
    const { dropped, ...set } = readSet(value.slice(value.indexOf('#') + 1), this.isKnown);
    if (set.numbers.length === 0) return this.note('This is no link to a set: it names no question.');
    this.field('link').value = '';
    this.take(set);
    this.note(dropped.length ? `Left out: ${dropped.slice(0, 8).join(', ')}.` : '');
  }

  private take(set: Setup['set']) {
    this.set = set;
    const { length } = set.numbers;
    const fieldset = this.form.querySelector<HTMLElement>('.setup-set')!;
    fieldset.hidden = length === 0;
    fieldset.querySelector('p')!.textContent =
      `${set.title ? `“${set.title}”, ` : ''}${length === 1 ? 'one question' : `${length} questions`}: ${set.numbers.join(', ')}`;
    this.form.querySelector<HTMLElement>('.setup-sections')!.hidden = length > 0;
    if (length) this.field('count').value = String(Math.min(length, Number(this.field('count').max)));
    this.count();
  }

  /** Says how many there are to choose from; without any, nothing begins. */
  private count() {
    const { length } = poolOf(this.setup, this.all);
    this.form.querySelector('output')!.textContent =
      `${length} ${length === 1 ? 'question' : 'questions'} to choose from`;
    this.form.querySelector<HTMLButtonElement>('.main')!.disabled = length === 0;
  }
}
