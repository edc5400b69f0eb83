const key = 'shortcuts';

/** Whether single-key shortcuts are on (WCAG 2.1.4: they can be switched off). */
export const shortcutsOn = () => localStorage.getItem(key) !== 'off';

/** Switches single-key shortcuts on or off, for this device. */
export const setShortcuts = (on: boolean) => (on ? localStorage.removeItem(key) : localStorage.setItem(key, 'off'));

/** Runs `action` when `pressed` is typed outside of fields and dialogs, without modifiers, while shortcuts are on. */
export function onKey(pressed: string, action: () => void): void {
  addEventListener('keydown', (event) => {
    if (event.key !== pressed || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target as HTMLElement;
    if (target.closest('input, textarea, select, dialog, [contenteditable]') || !shortcutsOn()) return;
    event.preventDefault();
    action();
  });
}
