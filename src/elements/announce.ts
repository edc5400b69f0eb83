let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows `message` for a moment and has screen readers speak it. */
export function announce(message: string): void {
  const status = document.getElementById('status');
  if (!status) return;
  clearTimeout(timer);
  status.textContent = message;
  timer = setTimeout(() => (status.textContent = ''), 2500);
}

/**
 * Copies `text` and announces `done`. Where the browser refuses, the text is selected for the reader to copy: at `source`, where it
 * stands on the page, else in the announcement, which then stays.
 */
export async function copy(text: string, done: string, source?: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    announce(done);
  } catch {
    announce(source ? 'Copying is not allowed here; the code is selected' : text);
    if (!source) clearTimeout(timer);
    source?.closest('details')?.setAttribute('open', '');
    getSelection()?.selectAllChildren(source ?? document.getElementById('status')!);
  }
}
