import type { Page } from './excerpt.ts';
import { type Found, type Layer, makeIndex } from './rank.ts';
import { isStop, wordsOf } from './words.ts';

/** An answer as a list shows it. */
export interface Row {
  number: number;
  url: string;
  question: string;
  /** Its title. */
  section: string;
  level: string;
}

/** The part of Pagefind's API that is used here. */
interface Pagefind {
  search(
    term: string | null,
    options?: { filters: { [name: string]: string } },
  ): Promise<{ results: { id: string; score: number; data(): Promise<Page> }[] }>;
}

/** Why the small layer did not come: the index was never built, or the network is gone. */
export class LayerError extends Error {
  constructor(readonly reason: 'missing' | 'offline') {
    super(reason);
  }
}

const base = import.meta.env.BASE_URL;
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

/** Everything a view needs to search: the small layer, ready, and Pagefind, on its way. */
export class Engine {
  readonly rows: Row[];
  readonly sections: [id: string, title: string][];
  readonly levels: string[];
  readonly search: (query: string, verbatim?: boolean) => Found;
  #pages = new Map<number, Promise<Page>>();

  constructor(layer: Layer) {
    this.sections = layer.sections;
    this.levels = layer.levels;
    this.search = makeIndex(layer);
    this.rows = layer.answers.map(([number, slug, at, level, question]) => {
      const [id, section] = layer.sections[at]!;
      return { number, url: `${base}${id}/${slug}/`, question, section, level: layer.levels[level]! };
    });
    void loadPagefind();
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

  /** Answers with most of the query's words anywhere in their text, best first: Pagefind's scores of the single words, added up. */
  async fullText(query: string): Promise<number[]> {
    const words = wordsOf(query).flatMap(({ key, shown }) => (isStop(key) ? [] : shown));
    const engine = await loadPagefind();
    const lists = await Promise.all(words.map((word) => engine.search(word)));
    const scores = new Map<string, { score: number; count: number; data(): Promise<Page> }>();
    for (const { results } of lists) {
      const rare = Math.log(1 + this.rows.length / (results.length || 1));
      for (const { id, score, data } of results) {
        const so = scores.get(id) ?? { score: 0, count: 0, data };
        scores.set(id, { score: so.score + rare * score, count: so.count + 1, data });
      }
    }
    const best = [...scores.values()]
      .filter(({ count }) => count > words.length / 2)
      .sort((a, b) => b.score - a.score)
      .slice(0, 4);
    const pages = await Promise.all(best.map(({ data }) => data()));
    return pages.flatMap(({ url }) => this.rows.find((row) => row.url === url)?.number ?? []);
  }
}

let engine: Promise<Engine> | undefined;

/** The engine over the layer at `url`; throws a LayerError, after which it may be called again. */
export function loadEngine(url: string): Promise<Engine> {
  engine ??= fetch(url).then(
    async (response) => {
      if (!response.ok) throw new LayerError('missing');
      return new Engine(await response.json());
    },
    () => {
      throw new LayerError('offline');
    },
  );
  engine.catch(() => (engine = undefined));
  return engine;
}
