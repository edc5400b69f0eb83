import { SearchBox } from './search-box.ts';
import css from './search/search.css?inline';
import { make, makeButton } from './search/make.ts';
import { matchesOf } from '../search/excerpt.ts';
import { setShortcuts, shortcutsOn } from './shortcuts.ts';

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
document.adoptedStyleSheets.push(sheet);

/** `<search-dialog data-index>`: the search box in a modal dialog, with its keys and the switch for single-key shortcuts. */
export class SearchDialog extends HTMLElement {
  #box = new SearchBox();
  #dialog = make('dialog', { 'aria-label': 'Search the answers' });

  connectedCallback() {
    this.#box.dataset['index'] = this.dataset['index'];
    const shortcuts = make('input', { type: 'checkbox', role: 'switch' });
    shortcuts.addEventListener('change', () => setShortcuts(shortcuts.checked));
    shortcuts.checked = shortcutsOn();
    const keys = make('span', { class: 'keys' }, make('kbd', {}, '↑↓'), ' choose ', make('kbd', {}, '↵'), ' read');
    const close = makeButton('Close', () => this.#dialog.close());
    const foot = make('footer', {}, keys, make('label', {}, shortcuts, ' Single-key shortcuts: / c n p s'));
    this.#dialog.append(close, this.#box, foot);
    this.#dialog.addEventListener('click', ({ target, ctrlKey, metaKey }) => {
      // A click on the backdrop, or on a result that may be of this very page.
      if (target === this.#dialog || ((target as Element).closest('a') && !ctrlKey && !metaKey)) this.#dialog.close();
    });
    this.append(this.#dialog);
    // The keyboard of a phone covers what is below it: the dialog ends above.
    const fit = () => this.#dialog.style.setProperty('--visible-height', `${visualViewport!.height}px`);
    if (window.visualViewport) visualViewport!.addEventListener('resize', fit);
  }

  /** Opens the dialog with what was typed before it was there, else with the last words selected. */
  open(typed = '') {
    if (this.#dialog.open) return;
    this.#dialog.showModal();
    this.#box.input.focus();
    this.#box.input.select();
    this.#box.load();
    if (typed) void this.#box.ask(typed);
  }
}
customElements.define('search-dialog', SearchDialog);

export { matchesOf, SearchBox };

/** The page's dialog; made when first asked for. */
export function getDialog(index: string): SearchDialog {
  const known = document.querySelector('search-dialog');
  if (known instanceof SearchDialog) return known;
  const dialog = make('search-dialog' as 'div', { 'data-index': index }) as HTMLElement as SearchDialog;
  document.body.append(dialog);
  return dialog;
}
