import { loadOnDemand } from './load-on-demand.ts';

/** Waits for the first selection within an answer; then what follows selections is loaded. */
function onSelection(): void {
  const selection = getSelection();
  if (selection?.isCollapsed || !selection?.anchorNode?.parentElement?.closest('.answer')) return;
  document.removeEventListener('selectionchange', onSelection);
  void loadOnDemand().then(({ followSelection }) => followSelection());
}
document.addEventListener('selectionchange', onSelection);
