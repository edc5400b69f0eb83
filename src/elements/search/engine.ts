import type { Page } from '../../search/excerpt.ts';
import type { SearchIndex, Row } from '../../search/search-index.ts';
import { Lookup } from '../../search/lookup.ts';
import { type Found, rank } from '../../search/rank.ts';
import { isStop, stem, type Word, wordsOf } from '../../search/words.ts';

/** The part of Pagefind's API that is used here. */
interface Pagefind {
  search(
    term: string | null,
    options?: { filters: { [name: string]: string } },
  ): Promise<{ results: { id: string; score: number; data(): Promise<Page> }[] }>;
}

/** The path the site is published under. */
export const base = import.meta.env.BASE_URL;
let pagefind: Promise<Pagefind> | undefined;

/** Asks for Pagefind's files, all at once rather than one after another; a failed attempt may be repeated. */
function loadPagefind(): Promise<Pagefind> {
  pagefind ??= (async () => {
    const from = `${base}pagefind/`;
    for (const file of ['pagefind-worker.js', 'wasm.en.pagefind']) {
      void fetch(from + file, { priority: 'low' }).catch(() => undefined);
    }
    return (await import(/* @vite-ignore */ `${from}pagefind.js`)) as Pagefind;
  })();
  pagefind.catch(() => (pagefind = undefined));
  return pagefind;
}

/** Everything a view needs to search: the small index, ready, and Pagefind, on its way. */
export class Engine {
  readonly rows: Row[];
  readonly sections: [id: string, title: string][];
  readonly levels: string[];
  readonly #lookup: Lookup;
  #pages = new Map<number, Promise<Page>>();

  constructor(index: SearchIndex) {
    this.sections = index.sections;
    this.levels = index.levels;
    this.#lookup = new Lookup(index);
    this.rows = this.#lookup.rows;
    void loadPagefind();
  }

  /** What the small index finds; with `verbatim`, without correcting. */
  search(query: string, verbatim: boolean): Found {
    return rank(this.#lookup, query, verbatim);
  }

  /** The text of an answer's page, from Pagefind; fails while Pagefind cannot be had. */
  page(number: number): Promise<Page> {
    const known = this.#pages.get(number);
    if (known) return known;
    const page = loadPagefind()
      .then((engine) => engine.search(null, { filters: { number: String(number) } }))
      .then(({ results }) => results[0]!.data());
    this.#pages.set(number, page);
    page.catch(() => this.#pages.delete(number));
    return page;
  }

  /** Answers with most of the query's words anywhere in their text, else with their beginnings; best first: Pagefind's scores of the single words, added up. */
  async fullText(query: string): Promise<number[]> {
    const engine = await loadPagefind();
    const words = wordsOf(query).filter(({ key }) => !isStop(key));
    const lists = await Promise.all(words.map(({ shown }) => engine.search(shown)));
    const found = new Map<string, { score: number; data(): Promise<Page> }>();
    for (const { results } of lists) {
      const rare = Math.log(1 + this.rows.length / (results.length || 1));
      for (const { id, score, data } of results) {
        found.set(id, { score: (found.get(id)?.score ?? 0) + rare * score, data });
      }
    }
    const best = [...found.values()].sort((a, b) => b.score - a.score).slice(0, 4);
    const pages = await Promise.all(best.map(({ data }) => data()));
    // Pagefind takes a word it does not know for the longest beginning that it does. Where no page has most of the words, one with
    // the first halves of them is still better than none.
    for (const part of [1, 0.5]) {
      const near = pages.filter(({ content }) => {
        const text = content.toLowerCase();
        const has = ({ key, shown }: Word) =>
          text.includes(part < 1 ? key.slice(0, 1 + key.length * part) : shown.toLowerCase()) ||
          text.includes(stem(key));
        return words.filter(has).length > words.length / 2;
      });
      if (near.length > 0) return near.map(({ url }) => this.rows.find(({ path }) => url.endsWith(`/${path}`))!.number);
    }
    return [];
  }
}

let engine: Promise<Engine> | undefined;

/** The engine over the index at `url`; may be called again after it failed, which it does as `missing` if there is no such file. */
export function loadEngine(url: string): Promise<Engine> {
  engine ??= fetch(url).then(async (response) => {
    if (!response.ok) throw new Error('missing');
    return new Engine(await response.json());
  });
  engine.catch(() => (engine = undefined));
  return engine;
}
