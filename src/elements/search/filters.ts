import type { Engine } from './engine.ts';
import { make } from './make.ts';
import type { Row } from '../../search/search-index.ts';

/** Two selects that narrow the list to a section and a level; `changed` runs when the reader changes one. */
export class Filters {
  #section = make('select', { 'aria-label': 'Section' }, make('option', { value: '' }, 'All sections'));
  #level = make('select', { 'aria-label': 'Level' }, make('option', { value: '' }, 'All levels'));
  readonly element = make('div', { class: 'filters' }, this.#section, this.#level);

  constructor(changed: () => void) {
    this.element.addEventListener('change', changed);
  }

  fill({ sections, levels }: Engine): void {
    this.#section.append(...sections.map(([, title]) => make('option', {}, title)));
    this.#level.append(...levels.map((level) => make('option', {}, level)));
  }

  fits({ section, level }: Row): boolean {
    return [section, ''].includes(this.#section.value) && [level, ''].includes(this.#level.value);
  }
}
