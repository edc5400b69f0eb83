import type { Lookup } from '../../search/lookup.ts';
import { beginningOf, chunk } from '../../search/pieces.ts';
import { lookedUp } from '../../search/rank.ts';
import type { Vocabulary } from '../../search/search-index.ts';

/** How long a piece may take, in milliseconds. */
const patience = 10_000;

/** The pieces of an index of many answers, each fetched once, when a query needs it. */
export class Pieces {
  readonly #beginnings: Map<string, number>;
  readonly #here = new Set<string>();
  readonly #coming = new Map<string, Promise<void>>();

  /** `url` is the address of the index, `beginnings` what it says of its pieces; they are told to `lookup`. */
  constructor(
    readonly url: string,
    beginnings: string,
    readonly lookup: Lookup,
  ) {
    this.#beginnings = new Map(beginnings.split(' ').map((begins, at) => [begins, at]));
  }

  /**
   * Fetches what is lacking to rank for `query`, in which `unknown` are the words that nothing has, and to show the rows of those
   * `places`; undefined if nothing is. Fails where it cannot be had.
   */
  need(query: string, unknown: string[], places: number[]): Promise<unknown> | undefined {
    const keys = lookedUp(query).flatMap((word) => [word, ...word.parts].map(({ key }) => key));
    const names = new Set(this.#lacking(keys));
    // Of a word that is wrongly spelled the second letter may be the first, left out, or one too many.
    const near = ([a = '', b = '', c = '']: string) => [b + a, b + c, a + c];
    if (names.size === 0) for (const name of this.#lacking(unknown.flatMap(near))) names.add(name);
    for (const place of places) names.add(`rows-${Math.floor(place / chunk)}`);
    const lacking = [...names].filter((name) => !this.#here.has(name));
    return lacking.length > 0 ? Promise.all(lacking.map((name) => this.#fetch(name))) : undefined;
  }

  /** The pieces of words that begin like those and are not here. */
  #lacking(keys: string[]): string[] {
    return keys
      .map((key) => this.#beginnings.get(beginningOf(key.toLowerCase())))
      .filter((at) => at !== undefined)
      .map((at) => `words-${at}`)
      .filter((name) => !this.#here.has(name));
  }

  #fetch(name: string): Promise<void> {
    const coming = this.#coming.get(name) ?? this.#read(name);
    this.#coming.set(name, coming);
    coming.catch(() => this.#coming.delete(name));
    return coming;
  }

  async #read(name: string) {
    const response = await fetch(this.url.replace('.json', `/${name}.json`), { signal: AbortSignal.timeout(patience) });
    if (!response.ok) throw new Error('failed');
    const content = (await response.json()) as Vocabulary | string;
    if (typeof content === 'string') this.lookup.describe(Number(name.slice(5)) * chunk, content);
    else this.lookup.add(content);
    this.#here.add(name);
  }
}
