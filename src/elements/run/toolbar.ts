import { button, make } from './dom.ts';
import { createProgressLine } from './progress-line.ts';

/** What a reader does at the toolbar. */
interface Acts {
  onRun(): void;
  onStop(): void;
  onReset(): void;
  onCopyLink(): void;
  /** None where the bench cannot be closed. */
  onClose?: (() => void) | undefined;
}

/** The buttons beneath the editor, and what is under way. */
export interface Toolbar {
  readonly node: HTMLElement;
  /** Shows that something is under way, and can be stopped. */
  setBusy(isBusy: boolean): void;
  /** Shows what is loaded or started; gives the words where they are worth saying aloud. */
  tell(loaded: number, total: number, stage: 'fetch' | 'start'): string | undefined;
  /** Says whether what stands in the editor has not been run yet. */
  setChanged(isChanged: boolean): void;
  focus(): void;
}

/** Builds the toolbar, which is hidden until the editor is there. */
export function createToolbar({ onRun, onStop, onReset, onCopyLink, onClose }: Acts): Toolbar {
  const progress = createProgressLine();
  const run = button('Run', onRun, { class: 'main' });
  const stop = button('Stop', onStop, { hidden: true });
  const tip = make('span', { class: 'quiet' });
  const node = make(
    'div',
    { class: 'bench-tools', hidden: true },
    run,
    stop,
    button('Reset', onReset),
    button('Copy link', onCopyLink),
    onClose && button('Close', onClose),
    tip,
    progress.node,
  );
  return {
    node,
    setBusy(isBusy) {
      if (isBusy) {
        progress.begin();
        run.setAttribute('aria-disabled', 'true');
      } else {
        progress.end();
        run.removeAttribute('aria-disabled');
        if (stop === document.activeElement) run.focus();
      }
      stop.hidden = !isBusy;
    },
    tell: progress.tell,
    setChanged(isChanged) {
      tip.textContent = isChanged ? 'Changed since it ran' : 'Escape, then Tab leaves the editor';
      tip.classList.toggle('keys', !isChanged);
    },
    focus: () => run.focus(),
  };
}
