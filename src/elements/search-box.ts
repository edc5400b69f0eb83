import { type Engine, loadEngine } from './search/engine.ts';
import { Filters } from './search/filters.ts';
import { lineFor } from '../search/line.ts';
import { ResultList } from './search/list.ts';
import { make, makeButton } from './search/make.ts';
import { keepSearch, Recent } from './search/recent.ts';
import { keep } from './storage.ts';

const states = {
  loading: 'Loading the questions …',
  letters: 'Type a word, an identifier or a whole question.',
  text: 'Searching the full text …',
  missing: 'The search index is missing. Build it: npm run build',
  offline: 'You are offline, and the questions are not loaded yet.',
};
/** How many answers the small index shows, and how far below the best they may score. */
const most = 10;
const worst = 0.2;

/**
 * `<search-box data-index>`: a combobox over all answers. The small index at `data-index` answers each key at once; Pagefind adds
 * excerpts, spoken answers and what only the full text has. `data-state` is `start`, `found` or a state above.
 */
export class SearchBox extends HTMLElement {
  readonly input = make('input', {
    role: 'combobox',
    'aria-label': 'Search the answers',
    'aria-autocomplete': 'list',
    'aria-expanded': 'true',
    'aria-controls': 'found',
    autocomplete: 'off',
    spellcheck: 'false',
    enterkeyhint: 'go',
    placeholder: 'A word, an identifier, a question',
  });
  #filters = new Filters(() => this.update());
  #recent = new Recent((query) => void this.ask(query));
  #status = make('span', { role: 'status' });
  #instead = makeButton('', () => {
    this.#verbatim = this.input.value;
    void this.ask(this.#verbatim);
  });
  #retry = makeButton('Try again', () => this.load());
  #stage = make('div', { class: 'stage' });
  #list: ResultList | undefined;
  /** Words that are not to be corrected. */
  #verbatim = '';
  /** Counts queries, so that what comes late for an earlier one is dropped. */
  #turn = 0;
  /** Settles when the list is that of the words in the field. */
  #settled = Promise.resolve();

  connectedCallback() {
    if (this.firstChild) return;
    const line = make('p', { class: 'line' }, this.#status, ' ', this.#instead, this.#retry);
    this.input.addEventListener('input', () => this.update());
    this.input.addEventListener('keydown', (event) => this.#press(event));
    this.#stage.addEventListener('click', ({ target }) => this.#keep(target as Element));
    this.append(this.input, this.#filters.element, line, this.#recent.element, this.#stage);
    this.load();
  }

  /** Searches for `query`; resolves when the list is that of these words. */
  ask(query: string): Promise<void> {
    this.input.value = query;
    this.input.focus();
    this.update();
    return this.#settled;
  }

  /** Loads the small index, and says so when it does not come. */
  load(): void {
    if (!this.#list) this.#enter('loading');
    this.#settled = loadEngine(this.dataset['index'] ?? '').then(
      (engine) => {
        if (!this.#list) this.#begin(engine);
        this.update();
        return this.#settled;
      },
      (error: Error) => this.#enter(error.message === 'missing' ? 'missing' : 'offline'),
    );
  }

  #begin(engine: Engine) {
    this.#filters.fill(engine);
    this.#list = new ResultList(engine, (active) => {
      if (active) this.input.setAttribute('aria-activedescendant', active.link.id);
      else this.input.removeAttribute('aria-activedescendant');
    });
    this.#stage.replaceChildren(this.#list.element);
  }

  /** Makes the list that of the words in the field. */
  update(): void {
    if (this.#list) this.#settled = this.#find(this.#list, ++this.#turn);
  }

  async #find(list: ResultList, turn: number): Promise<void> {
    const { engine } = list;
    const { value } = this.input;
    const query = value.trim();
    const hasLetters = /[\p{L}\p{N}]/u.test(query);
    this.#recent.show(!query);
    if (query && !hasLetters) {
      this.#enter('letters');
      return;
    }
    const found = engine.search(value, value === this.#verbatim);
    const rowOf = new Map(engine.rows.map((row) => [row.number, row]));
    const fits = (number: number) => this.#filters.fits(rowOf.get(number)!);
    const show = (numbers: number[], keep = false) => {
      const all = !query || (numbers.length === 0 && found.hits.length === 0);
      const shown = (all ? [...rowOf.keys()] : numbers).filter(fits).map((number) => rowOf.get(number)!);
      const { text, instead } = lineFor(query, found, shown.length, all);
      this.#enter(query ? 'found' : 'start', text);
      this.#instead.hidden = !instead;
      this.#instead.textContent = `Search for “${query}” instead`;
      list.show(shown, found.words, keep);
    };
    const fitting = found.hits.filter(({ number }) => fits(number));
    const good = fitting.filter(({ score }) => score >= worst * fitting[0]!.score);
    const numbers = good.slice(0, most).map(({ number }) => number);
    if (!query) return show([]);
    const fullText = engine.fullText(value).catch(() => []);
    if (found.sure) {
      show(numbers);
      void fullText.then(
        (more) => turn === this.#turn && more.length > 0 && show([...new Set([...numbers, ...more])], true),
      );
      return;
    }
    // Only guesses so far: the full text may know the word as it stands.
    if (!list.active) this.#enter('text');
    const more = await fullText;
    if (turn === this.#turn) show([...new Set([...more, ...numbers])]);
  }

  /** Shows a state and its sentence; all but `start` and `found` empty the list. */
  #enter(state: keyof typeof states | 'start' | 'found', text = '') {
    this.dataset['state'] = state;
    this.#status.textContent = text || states[state as 'text'];
    this.#retry.hidden = state !== 'offline';
    this.#instead.hidden = true;
    if (state in states) this.#list?.show([], []);
  }

  #press(event: KeyboardEvent) {
    const { key, ctrlKey, metaKey } = event;
    if (event.isComposing || event.shiftKey || event.altKey) return;
    if (key === 'Enter') {
      event.preventDefault();
      // The list may still be that of earlier words: follow what these words find.
      void this.#settled.then(() =>
        this.#list?.active?.link.dispatchEvent(
          new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey, metaKey }),
        ),
      );
    } else if (this.#list?.move(key)) event.preventDefault();
  }

  /** Remembers what led to a followed result. */
  #keep(target: Element) {
    const link = target.closest('a');
    const query = this.input.value.trim();
    if (!link || !query || !this.#list) return;
    keepSearch(query);
    // For show-marks.ts on the page that opens: in this tab only, and without touching its address.
    keep('marks', { path: link.pathname, words: this.#list.words });
  }
}
customElements.define('search-box', SearchBox);
