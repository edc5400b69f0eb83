let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows `message` for a moment and has screen readers speak it. */
export function announce(message: string): void {
  const status = document.getElementById('status');
  if (!status) return;
  clearTimeout(timer);
  status.textContent = message;
  timer = setTimeout(() => (status.textContent = ''), 2500);
}

/** Copies `text` and announces `done`, or says that the browser refused. */
export async function copy(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    announce(done);
  } catch {
    announce('The browser did not allow copying');
  }
}
