import type { Engine } from './engine.ts';
import type { Searched } from '../../search/excerpt.ts';
import { make } from './make.ts';
import type { Row } from '../../search/search-index.ts';
import { Result } from './result.ts';

/** The listbox: its rows live on from query to query, so that nothing flickers; one of them is active. */
export class ResultList {
  readonly element = make('div', { id: 'found', role: 'listbox', 'aria-label': 'Answers' });
  active: Result | undefined;
  words: Searched[] = [];
  #results = new Map<number, Result>();
  #shown: Result[] = [];

  /** `changed` hears of each change of the active row. */
  constructor(
    readonly engine: Engine,
    readonly changed: (active: Result | undefined) => void,
  ) {
    this.element.addEventListener('pointermove', ({ target }) => {
      const over = this.#shown.find(({ link }) => link.contains(target as Element));
      if (over && over !== this.active) this.#activate(over);
    });
  }

  /** Shows `rows` for a query's `words`; the first becomes active, or with `keep` the one that is stays so. */
  show(rows: Row[], words: Searched[], keep = false): void {
    this.words = words;
    const before = this.#shown;
    this.#shown = rows.map((row) => {
      const result = this.#results.get(row.number) ?? new Result(row);
      this.#results.set(row.number, result);
      result.show(words);
      if (words.length > 0) this.#fill(result);
      return result;
    });
    // What stays is not laid out anew.
    if (before.length !== rows.length || before.some((one, at) => one !== this.#shown[at])) {
      this.element.replaceChildren(...this.#shown.map(({ link }) => link));
    }
    this.#activate((keep && this.active) || this.#shown[0]);
  }

  /** The row on top. */
  get first(): Result | undefined {
    return this.#shown[0];
  }

  /** What a followed link's page is to mark. */
  wordsOf(link: Element): string[][] {
    return this.#shown.find((one) => one.link === link)?.words ?? [];
  }

  /** Moves as a key says; false if it is none of the list's. */
  move(key: string): boolean {
    const last = this.#shown.length - 1;
    const at = this.#shown.indexOf(this.active!);
    const to = { ArrowDown: at < last ? at + 1 : 0, ArrowUp: at > 0 ? at - 1 : last, Home: 0, End: last }[key];
    if (to === undefined || last < 0) return false;
    this.#activate(this.#shown[to]);
    this.active?.link.scrollIntoView({ block: 'nearest' });
    return true;
  }

  #activate(result: Result | undefined) {
    if (this.active !== result) this.active?.select(false);
    this.active = result;
    result?.select(true);
    if (result) this.#fill(result);
    this.changed(result);
  }

  #fill(result: Result) {
    const { words } = this;
    this.engine.page(result.row.number).then(
      // A task each, so that a key never waits for all of them.
      (page) => setTimeout(() => words === this.words && result.fill(page, words)),
      () => undefined,
    );
  }
}
