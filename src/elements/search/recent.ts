import { make, makeButton } from './make.ts';

const key = 'searches';

/** The last searches that led somewhere, newest first; kept on this device only. */
const recentSearches = (): string[] => JSON.parse(localStorage.getItem(key) ?? '[]') as string[];

/** Keeps a search, with five others at most. */
export function keepSearch(query: string): void {
  const others = recentSearches().filter((one) => one !== query);
  localStorage.setItem(key, JSON.stringify([query, ...others.slice(0, 5)]));
}

/** The recent searches as buttons that `ask` again, and one that forgets them all. */
export class Recent {
  readonly element = make('p', { class: 'recent' });

  constructor(readonly ask: (query: string) => void) {}

  show(show: boolean): void {
    const recent = show ? recentSearches() : [];
    this.element.hidden = recent.length === 0;
    const clear = makeButton('Clear', () => {
      localStorage.removeItem(key);
      this.ask('');
    });
    clear.ariaLabel = 'Clear recent searches';
    this.element.replaceChildren('Recent', ...recent.map((one) => makeButton(one, () => this.ask(one))), clear);
  }
}
