import { forget, keep, recall } from './storage.ts';

/** Whether single-key shortcuts are on (WCAG 2.1.4: they can be switched off). */
export const shortcutsOn = (): boolean => recall('shortcuts') !== 'off';

/** Switches single-key shortcuts on or off, for this device. */
export function setShortcuts(on: boolean): void {
  if (on) forget('shortcuts');
  else keep('shortcuts', 'off');
}

/**
 * Whether a press is that of the Latin letter or sign `wanted`. Where the keyboard's own letters are not Latin, the key at its place
 * on a Latin keyboard counts.
 */
export function isKey({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>, wanted: string): boolean {
  if (key.toLowerCase() === wanted) return true;
  // A digit is where it is printed, whether or not it takes Shift there, unless a sign of ours lies on its key.
  if (/\d/.test(wanted)) return /^[^\d/]$/u.test(key) && code === `Digit${wanted}`;
  const isLatin = /^[\x20-\x7e]+$/.test(key);
  return !isLatin && code === (wanted === '/' ? 'Slash' : `Key${wanted.toUpperCase()}`);
}

/** Runs `action` when `wanted` is typed outside of fields and dialogs, once a press, without modifiers, while shortcuts are on. */
export function onKey(wanted: string, action: () => void): void {
  addEventListener('keydown', (event) => {
    if (!isKey(event, wanted) || event.repeat || event.defaultPrevented || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    if (target.closest('input, textarea, select, dialog, [contenteditable]') || !shortcutsOn()) return;
    event.preventDefault();
    action();
  });
}
