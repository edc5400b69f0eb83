import { type Engine, loadEngine } from './search/engine.ts';
import { Filters } from './search/filters.ts';
import { lineFor, type Reading } from '../search/line.ts';
import type { Found } from '../search/rank.ts';
import type { Row } from '../search/search-index.ts';
import { ResultList } from './search/list.ts';
import { make, makeButton } from './search/make.ts';
import { keepSearch, Recent } from './search/recent.ts';
import { keep } from './storage.ts';

const states = {
  loading: 'Loading the questions …',
  letters: 'Type a word, an identifier or a whole question.',
  missing: import.meta.env.DEV
    ? 'The search index is missing. Build it: npm run build'
    : 'The questions could not be loaded.',
  failed: 'The questions could not be loaded.',
  offline: 'You are offline, and the questions are not loaded yet.',
};
/** How many answers a list shows of those found, and of all of them; and how far below the best they may score. */
const most = { found: 10, all: 128 };
const worst = 0.2;
/** How long the reader waits for the full text where nothing else was found, in milliseconds. */
const patience = 2_000;

/**
 * `<search-box data-index>`: a combobox over all answers. The index at `data-index` answers each key at once; Pagefind adds
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
  #retry = makeButton('Try again', () => this.update());
  /** Leads to what the answers lack, or have under another name. */
  #topics = make('a', { hidden: true }, 'Look in the index of terms');
  #stage = make('div', { class: 'stage' });
  #list: ResultList | undefined;
  /** Words that are not to be corrected. */
  #verbatim = '';
  /** Counts queries, so that what comes late for an earlier one is dropped. */
  #turn = 0;
  /** Settles when the list is worth following, and when nothing more will be added to it. */
  #settled = Promise.resolve();
  #complete = Promise.resolve();

  connectedCallback() {
    if (this.firstChild) return;
    this.#topics.href = new URL('topics/', new URL(this.dataset['index'] ?? '', location.href)).pathname;
    const line = make('p', { class: 'line' }, this.#status, ' ', this.#instead, this.#retry, this.#topics);
    this.input.addEventListener('input', () => this.update());
    this.input.addEventListener('keydown', (event) => this.#press(event));
    this.#stage.addEventListener('click', ({ target }) => this.#keep(target as Element));
    this.append(this.input, this.#filters.element, line, this.#recent.element, this.#stage);
    this.load();
  }

  /** Searches for `query`; resolves when all that can be had is in the list. */
  async ask(query: string): Promise<void> {
    this.input.value = query;
    this.input.focus();
    this.update();
    // What waits for the index completes twice: without it, and with it.
    await this.#settled;
    return this.#complete;
  }

  /** Loads the index, and says so when it does not come. */
  load(): void {
    if (this.#list) return;
    this.#enter('loading');
    this.#settled = loadEngine(this.dataset['index'] ?? '').then(
      (engine) => {
        if (!this.#list) this.#begin(engine);
        this.update();
        return this.#settled;
      },
      ({ message }: Error) => this.#fail(message),
    );
  }

  #fail(how: string) {
    this.#enter(how === 'missing' ? how : navigator.onLine ? 'failed' : 'offline');
    addEventListener('online', () => this.update(), { once: true });
  }

  #begin(engine: Engine) {
    this.#filters.fill(engine);
    // What could not be read before is read now; the reader stays where they are.
    engine.returned = () => this.update(true);
    this.#list = new ResultList(engine, (active) => {
      if (active) this.input.setAttribute('aria-activedescendant', active.link.id);
      else this.input.removeAttribute('aria-activedescendant');
    });
    this.#stage.replaceChildren(this.#list.element);
  }

  /** Makes the list that of the words in the field; with `keep`, the active row stays so. */
  update(keep = false): void {
    if (this.#list) this.#find(this.#list, ++this.#turn, keep);
    else if (this.dataset['state'] !== 'loading') this.load();
  }

  #find(list: ResultList, turn: number, keep: boolean): void {
    const { engine } = list;
    const { value } = this.input;
    const query = value.trim();
    this.#recent.show(!query);
    this.#settled = Promise.resolve();
    this.#complete = this.#settled;
    if (query && !/[\p{L}\p{N}]/u.test(query)) {
      this.#enter('letters');
      return;
    }
    const found = engine.search(value, value === this.#verbatim);
    const pieces = engine.need(value, found, this.#choose(engine.rows, found).rows);
    if (pieces) {
      this.#settled = pieces.then(
        () => {
          if (turn === this.#turn) this.#find(list, turn, keep);
          return this.#settled;
        },
        () => {
          if (turn === this.#turn) this.#fail('failed');
        },
      );
      return;
    }
    const open = engine.open(found.unknown);
    this.#show(list, query, found, keep, open.length > 0 ? 'reading' : 'done');
    if (open.length === 0) return;
    const again = (reading: Reading) => {
      if (turn !== this.#turn) return;
      // The reader who has moved stays where they are.
      const moved = list.active !== list.first;
      this.#show(list, query, engine.search(value, value === this.#verbatim), moved, reading);
    };
    this.#complete = engine.learn(open).then(
      () => again('done'),
      () => again('away'),
    );
    if (found.hits.length > 0) return;
    const late = new Promise<void>((done) => setTimeout(done, patience));
    this.#settled = Promise.race([this.#complete, late.then(() => list.active ?? again('away'))]).then(() => undefined);
  }

  /** The rows to be shown: answers found that pass the filters, or `all` of them where nothing was; and how many there are. */
  #choose(rows: Row[], found: Found): { rows: Row[]; all: boolean; count: number } {
    const all = found.hits.length === 0;
    const rowOf = new Map(rows.map((row) => [row.number, row]));
    const hits = all ? rows.map(({ number }) => ({ number, score: 0 })) : found.hits;
    const fitting = hits
      .map(({ number, score }) => ({ row: rowOf.get(number)!, score }))
      .filter(({ row }) => this.#filters.fits(row));
    const least = worst * (fitting.at(found.named ? 1 : 0)?.score ?? 0);
    const good = fitting.filter(({ score }, at) => at === 0 || score >= least);
    const shown = good.slice(0, all ? most.all : most.found).map(({ row }) => row);
    return { rows: shown, all, count: all ? good.length : shown.length };
  }

  /** Shows what was found. */
  #show(list: ResultList, query: string, found: Found, keep: boolean, reading: Reading) {
    const { rows: shown, all, count } = this.#choose(list.engine.rows, found);
    const { text, instead } = lineFor(query, found, count, all, reading);
    this.#enter(query ? 'found' : 'start', query ? text : `${count} questions`);
    this.#instead.hidden = !instead;
    this.#topics.hidden = !query || !(all || found.weak || found.unknown.length > 0);
    this.#topics.search = new URLSearchParams({ q: query }).toString();
    this.#instead.textContent = `Search for “${query}” instead`;
    list.show(shown, found.words, keep);
  }

  /** Shows a state and its sentence; all but `start` and `found` empty the list. */
  #enter(state: keyof typeof states | 'start' | 'found', text = '') {
    this.dataset['state'] = state;
    this.#status.textContent = text || states[state as 'letters'];
    this.#retry.hidden = !['missing', 'failed', 'offline'].includes(state);
    this.#instead.hidden = true;
    this.#topics.hidden = true;
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
    keep('marks', { path: link.pathname, words: this.#list.wordsOf(link) });
  }
}
customElements.define('search-box', SearchBox);
