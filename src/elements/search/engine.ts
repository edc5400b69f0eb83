import type { Page } from '../../search/excerpt.ts';
import { Lookup } from '../../search/lookup.ts';
import { type Found, type FullText as Told, rank } from '../../search/rank.ts';
import type { Row, SearchIndex } from '../../search/search-index.ts';
import { rarity } from '../../search/terms.ts';
import { stem, wordsOf } from '../../search/words.ts';
import { FullText, type Pagefind } from './pagefind.ts';
import type { Pieces } from './pieces.ts';

/** The path the site is published under. */
export const base = import.meta.env.BASE_URL;
/** How many pages are read for a word that the index lacks, how long it may be, and how many words of a query may be such. */
const most = { pages: 4, letters: 40, words: 6 };

/** Everything a view needs to search: the index, ready, and the full text, on its way. */
export class Engine {
  readonly sections: [id: string, title: string][];
  readonly levels: string[];
  readonly rows: Row[];
  /** Hears that the full text, which could not be had, can be had again. */
  returned = () => {};
  readonly #lookup: Lookup;
  readonly #pieces: Pieces | undefined;
  readonly #text = new FullText(`${base}pagefind/`, () => this.returned());
  readonly #told: Told = new Map();
  readonly #pages = new Map<number, Promise<Page>>();

  /** `piecesOf` is asked where the index comes in pieces. */
  constructor(index: SearchIndex, piecesOf?: (lookup: Lookup) => Pieces) {
    this.sections = index.sections;
    this.levels = index.levels;
    this.#lookup = new Lookup(index);
    this.#pieces = piecesOf?.(this.#lookup);
    this.rows = this.#lookup.rows;
  }

  /** Has fetched what the index lacks to rank for a query and to show rows; undefined if it lacks nothing. */
  need(query: string, { unknown }: Found, rows: Row[]): Promise<unknown> | undefined {
    return this.#pieces?.need(
      query,
      unknown,
      rows.map((row) => this.rows.indexOf(row)),
    );
  }

  /** What is found, with what the full text has told so far; with `verbatim`, without correcting. */
  search(query: string, verbatim: boolean): Found {
    return rank(this.#lookup, query, verbatim, this.#told);
  }

  /** Which of the words, as typed, the full text has not been asked for. */
  open(words: string[]): string[] {
    const short = words.filter((word) => word.length <= most.letters && !this.#told.has(keyOf(word)));
    return short.slice(0, most.words);
  }

  /** Asks the full text for words that the index lacks; `search` knows what it tells. Fails where it cannot be had. */
  async learn(words: string[]): Promise<void> {
    await Promise.all(words.map(async (word) => this.#told.set(keyOf(word), await this.#read(word))));
  }

  /** The answers whose text has a word, and what that says of them, on the scale of the index. */
  #read(word: string): Promise<Map<number, number>> {
    return this.#text.ask(async (pagefind) => {
      const found = await this.#pagesWith(pagefind, word);
      if (found.size > 0) return found;
      // Where a piece of its index does not come, or is none, Pagefind finds other pages, and says nothing.
      for (const near of this.#near(word.toLowerCase())) {
        if ((await this.#pagesWith(pagefind, near)).size === 0) throw new Error('a piece of the index is missing');
      }
      // The piece may have come between the two questions.
      return this.#pagesWith(pagefind, word);
    });
  }

  /** The first answers, by their numbers, that have a word. */
  async #pagesWith(pagefind: Pagefind, word: string): Promise<Map<number, number>> {
    const root = stem(keyOf(word));
    const { results } = await pagefind.search(word);
    const best = results.slice(0, most.pages);
    const pages = await Promise.all(best.map(({ data }) => data()));
    const found = new Map<number, number>();
    for (const [at, { filters, content }] of pages.entries()) {
      // Pagefind takes a word it does not know for the longest beginning that it does.
      const has = wordsOf(content).some((one) => [one, ...one.parts].some(({ key }) => stem(key) === root));
      // A word that nobody was seen to ask by says at most what it would if somebody had.
      const weight = (rarity(results.length, this.rows.length) * (1 + best[at]!.score / best[0]!.score)) / 2;
      if (has) found.set(Number(filters['number']![0]), weight);
    }
    return found;
  }

  /** The words of questions, which the full text has for certain, before and after a word: they stand in the same piece of an index. */
  #near(word: string): string[] {
    const all = this.rows.flatMap(({ question }) => question.toLowerCase().match(/[a-z]{3,}/g) ?? []).sort();
    const at = all.findIndex((one) => one > word);
    return [all.at(at - 1)!, all.at(at)!];
  }

  /** The text of an answer's page; fails while the full text cannot be had. */
  page(number: number): Promise<Page> {
    const known = this.#pages.get(number);
    if (known) return known;
    const page = this.#text.ask(async (pagefind) => {
      const { results } = await pagefind.search(null, { filters: { number: String(number) } });
      return results[0]!.data();
    });
    this.#pages.set(number, page);
    page.catch(() => this.#pages.delete(number));
    return page;
  }
}

const keyOf = (word: string) => wordsOf(word)[0]?.key ?? word;

let engine: Promise<Engine> | undefined;

/** How long the index may take. */
const patience = 10_000;

/** The engine over the index at `url`; may be called again after it failed, which it does as `missing` if there is no such file. */
export function loadEngine(url: string): Promise<Engine> {
  engine ??= fetch(url, { signal: AbortSignal.timeout(patience) }).then(async (response) => {
    if (!response.ok) throw new Error(response.status === 404 ? 'missing' : 'failed');
    const index = (await response.json()) as SearchIndex;
    if (!index.beginnings) return new Engine(index);
    const { Pieces } = await import('./pieces.ts');
    return new Engine(index, (lookup) => new Pieces(url, index.beginnings!, lookup));
  });
  engine.catch(() => (engine = undefined));
  return engine;
}
