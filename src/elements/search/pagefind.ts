import type { Page } from '../../search/excerpt.ts';

/** The part of Pagefind's API that is used here. */
export interface Pagefind {
  search(
    term: string | null,
    options?: { filters: { [name: string]: string } },
  ): Promise<{ results: { id: string; score: number; data(): Promise<Page> }[] }>;
}

/** How long a question may take, and how long to wait before a fresh copy is tried: twice as long each time, up to the last. */
const patience = 10_000;
const pauses = { first: 1_000, last: 30_000 };

const within = <Value>(time: number, promise: Promise<Value>): Promise<Value> =>
  Promise.race([
    promise,
    new Promise<never>((_, fail) => setTimeout(() => fail(new Error(`no answer in ${time} ms`)), time)),
  ]);

/**
 * Pagefind, whose files may fail or never come. It keeps what failed, so after a fault a fresh copy is loaded, in growing pauses and
 * whenever the device is online again; `returned` hears when one answers. Until then each question fails at once.
 */
export class FullText {
  #copy: Promise<Pagefind> | undefined;
  #copies = 0;
  #pause = pauses.first;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `from` is the address of Pagefind's folder. */
  constructor(
    readonly from: string,
    readonly returned: () => void,
  ) {
    // All its files at once rather than one after another.
    for (const file of ['pagefind-worker.js', 'wasm.en.pagefind']) {
      void fetch(from + file, { priority: 'low' }).catch(() => undefined);
    }
    addEventListener('online', () => this.#timer && this.#retry());
    void this.#load().catch(() => undefined);
  }

  /** What `question` finds; fails where Pagefind cannot be had now, or not in time. */
  async ask<Value>(question: (pagefind: Pagefind) => Promise<Value>): Promise<Value> {
    if (this.#timer) throw new Error('away');
    const copy = this.#load();
    try {
      const value = await within(patience, copy.then(question));
      this.#pause = pauses.first;
      return value;
    } catch (error) {
      if (copy === this.#copy) this.#leave();
      throw error;
    }
  }

  #load(): Promise<Pagefind> {
    if (!this.#copy) {
      const name = this.#copies > 0 ? `pagefind.js?copy=${this.#copies}` : 'pagefind.js';
      this.#copies += 1;
      this.#copy = import(/* @vite-ignore */ this.from + name) as Promise<Pagefind>;
      this.#copy.catch(() => undefined);
    }
    return this.#copy;
  }

  #leave() {
    this.#copy = undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#retry(), this.#pause);
    this.#pause = Math.min(pauses.last, 2 * this.#pause);
  }

  #retry() {
    clearTimeout(this.#timer);
    const copy = this.#load();
    within(
      patience,
      copy.then((pagefind) => pagefind.search(null)),
    ).then(
      () => {
        this.#timer = undefined;
        this.returned();
      },
      () => this.#leave(),
    );
  }
}
