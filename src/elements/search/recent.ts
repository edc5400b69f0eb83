import { forget, keep, recall } from '../storage.ts';
import { make, makeButton } from './make.ts';

/** Keeps a search, with five others at most. */
export function keepSearch(query: string): void {
  const others = (recall('searches') ?? []).filter((one) => one !== query);
  keep('searches', [query, ...others.slice(0, 5)]);
}

/** The recent searches as buttons that `ask` again, and one that forgets them all. */
export class Recent {
  readonly element = make('p', { class: 'recent' });

  constructor(readonly ask: (query: string) => void) {}

  show(show: boolean): void {
    const recent = show ? (recall('searches') ?? []) : [];
    this.element.hidden = recent.length === 0;
    const clear = makeButton('Clear', () => {
      forget('searches');
      this.ask('');
    });
    clear.ariaLabel = 'Clear recent searches';
    this.element.replaceChildren('Recent', ...recent.map((one) => makeButton(one, () => this.ask(one))), clear);
  }
}
