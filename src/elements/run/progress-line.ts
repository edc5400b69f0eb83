import { megabytes } from './consent.ts';
import { make } from './dom.ts';

/** What is under way, and how far it has come. */
export interface ProgressLine {
  readonly node: HTMLElement;
  /** Shows that something begins. */
  begin(): void;
  /** Shows what is loaded or started; gives the words where they are worth saying aloud. */
  tell(loaded: number, total: number, stage: 'fetch' | 'start'): string | undefined;
  end(): void;
}

/** Builds the line, which is hidden until something begins. */
export function createProgressLine(): ProgressLine {
  const bar = make('progress', { 'aria-label': 'Loaded' });
  const stage = make('p');
  const node = make('div', { class: 'bench-progress', hidden: true }, bar, stage);
  return {
    node,
    begin() {
      bar.removeAttribute('value');
      stage.textContent = 'Running';
      node.hidden = false;
    },
    tell(loaded, total, what) {
      const isFetch = what === 'fetch' && total > 0;
      if (isFetch) Object.assign(bar, { max: total, value: loaded });
      else bar.removeAttribute('value');
      const text = isFetch ? `Loading: ${megabytes(loaded)} of ${megabytes(total)} MB` : 'Starting Python';
      const isNews = !isFetch && stage.textContent !== text;
      stage.textContent = text;
      return isNews ? text : undefined;
    },
    end() {
      node.hidden = true;
    },
  };
}
