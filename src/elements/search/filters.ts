import type { Engine } from './engine.ts';
import { make, makeButton } from './make.ts';
import type { Row } from './layer.ts';

/** Two selects that narrow the list to a section and a level; `changed` runs when the reader changes one. */
export class Filters {
  #section = make('select', { 'aria-label': 'Section' }, make('option', { value: '' }, 'All sections'));
  #level = make('select', { 'aria-label': 'Level' }, make('option', { value: '' }, 'All levels'));
  #clear = makeButton('Clear filters', () => {
    this.#section.value = this.#level.value = '';
    this.#change();
  });
  readonly element = make('div', { class: 'filters' }, this.#section, this.#level, this.#clear);

  constructor(readonly changed: () => void) {
    this.#clear.hidden = true;
    this.element.addEventListener('change', () => this.#change());
  }

  fill({ sections, levels }: Engine): void {
    this.#section.append(...sections.map(([, title]) => make('option', {}, title)));
    this.#level.append(...levels.map((level) => make('option', {}, level)));
  }

  fits({ section, level }: Row): boolean {
    return [section, ''].includes(this.#section.value) && [level, ''].includes(this.#level.value);
  }

  #change() {
    this.#clear.hidden = !this.#section.value && !this.#level.value;
    this.changed();
  }
}
