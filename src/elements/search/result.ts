import { base } from './engine.ts';
import { excerptOf, matchesOf, type Page, type Piece, type Searched, wordsFor } from '../../search/excerpt.ts';
import { make } from './make.ts';
import type { Row } from '../../search/search-index.ts';

const mark = (pieces: Piece[]) => pieces.map(([text, marked]) => (marked ? make('mark', {}, text) : text));

/** One row of the list: a link to the answer that is an option of the listbox. */
export class Result {
  readonly link: HTMLAnchorElement;
  /** The words to mark in its page. */
  words: string[][] = [];
  #question = make('b');
  /** Which words of the question are marked. */
  #marked: string | undefined;
  #where = make('small');
  /** Left out of the option's name, which would be read in full at each arrow; the spoken answer describes it. */
  #excerpt = make('span', { class: 'excerpt', 'aria-hidden': 'true' });
  #spoken = make('span', { class: 'spoken', 'aria-hidden': 'true' });

  constructor(readonly row: Row) {
    const { number } = row;
    this.#spoken.id = `spoken-${number}`;
    this.link = make(
      'a',
      { id: `found-${number}`, role: 'option', tabindex: '-1', 'aria-describedby': this.#spoken.id },
      make('span', { class: 'n' }, `${number}`),
      this.#question,
      this.#where,
      this.#excerpt,
      this.#spoken,
    );
    this.select(false);
  }

  /** Shows the row for a query: its question at once, the rest when the page is there. */
  show(words: Searched[]): void {
    this.words = wordsFor(this.row.question, words);
    const pieces = this.row.question
      .split(/(\s+)/)
      .map((word): Piece => [word, matchesOf(word, this.words).length > 0]);
    const marked = pieces.map(([, marked]) => Number(marked)).join('');
    if (marked !== this.#marked) this.#question.replaceChildren(...mark(pieces));
    this.#marked = marked;
    this.#lead();
  }

  /** Adds what the page's text says to the query, and leads to the part where it says so. */
  fill(page: Page, words: Searched[]): void {
    this.words = wordsFor(page.content, words);
    const { pieces, part } = excerptOf(page, this.words);
    this.#excerpt.replaceChildren(...mark(pieces));
    this.#spoken.textContent = page.meta['say'] ?? '';
    this.#lead(part);
  }

  select(selected: boolean): void {
    this.link.ariaSelected = `${selected}`;
  }

  #lead(part?: { id: string; heading: string }) {
    const { section, level, path } = this.row;
    this.#where.textContent = [section, level, part?.heading].filter(Boolean).join(' · ');
    this.link.href = base + path + (part ? `#${part.id}` : '');
  }
}
