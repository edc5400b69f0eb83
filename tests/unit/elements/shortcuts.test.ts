import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isKey, onKey, setShortcuts, shortcutsOn } from '../../../src/elements/shortcuts.ts';

test.each([
  ['k', 'KeyK', 'k', true],
  ['K', 'KeyK', 'k', true],
  ['/', 'Slash', '/', true],
  // AZERTY: the sign is what is typed, wherever its key is.
  [':', 'Slash', '/', false],
  ['/', 'Period', '/', true],
  ['a', 'KeyQ', 'q', false],
  // Cyrillic, Greek, Arabic: no Latin letter is typed, the place counts.
  ['л', 'KeyK', 'k', true],
  ['κ', 'KeyK', 'k', true],
  ['ن', 'KeyK', 'k', true],
  ['؟', 'Slash', '/', true],
  ['؟', 'Key/', '/', false],
  ['.', 'Slash', '/', false],
  ['né', 'KeyK', 'k', true],
  ['én', 'KeyK', 'k', true],
  ['с', 'KeyC', 'c', true],
  ['с', 'KeyV', 'c', false],
  ['Enter', 'KeyK', 'k', false],
  // French digits take Shift; on other layouts a digit, or a slash, lies where another digit is printed.
  ['&', 'Digit1', '1', true],
  ['1', 'Digit1', '1', true],
  ['1', 'Numpad1', '1', true],
  ['End', 'Numpad1', '1', false],
  ['é', 'Digit2', '1', false],
  ['2', 'Digit1', '1', false],
  ['/', 'Digit3', '3', false],
])('%s at %s is %s: %s', (key, code, wanted, expected) => {
  expect(isKey({ key, code }, wanted)).toBe(expected);
});

describe('a key outside of fields', () => {
  let listen: ((event: object) => void) | undefined;
  const items = new Map<string, string>();
  beforeEach(() => {
    vi.stubGlobal('addEventListener', (kind: string, action: typeof listen) => {
      expect(kind).toBe('keydown');
      listen = action;
    });
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, text: string) => void items.set(key, text),
      removeItem: (key: string) => void items.delete(key),
    });
  });
  afterEach(() => {
    items.clear();
    vi.unstubAllGlobals();
  });

  /** Presses a key where `/` has an action; gives how often it ran and whether the browser's own was prevented. */
  function press(event: object, field: string | null = null) {
    let runs = 0;
    let prevented = false;
    onKey('/', () => (runs += 1));
    listen!({
      key: '/',
      code: 'Slash',
      target: { closest: (selector: string) => (field && selector.split(', ').includes(field) ? {} : null) },
      preventDefault: () => (prevented = true),
      ...event,
    });
    return { runs, prevented };
  }

  test('runs its action, and nothing else happens', () => {
    expect(press({})).toEqual({ runs: 1, prevented: true });
  });
  test.each([
    { key: 'x', code: 'KeyX' },
    { repeat: true },
    { defaultPrevented: true },
    { isComposing: true },
    { ctrlKey: true },
    { metaKey: true },
    { altKey: true },
  ])('does nothing with %o', (event) => {
    expect(press(event)).toEqual({ runs: 0, prevented: false });
  });
  test.each(['input', 'textarea', 'select', 'dialog', '[contenteditable]'])('does nothing in %s', (field) => {
    expect(press({}, field)).toEqual({ runs: 0, prevented: false });
  });
  test('does nothing while shortcuts are off, which the device remembers', () => {
    expect(shortcutsOn()).toBe(true);
    setShortcuts(false);
    expect([...items]).toEqual([['fastapi-answers:shortcuts', '"off"']]);
    expect(shortcutsOn()).toBe(false);
    expect(press({})).toEqual({ runs: 0, prevented: false });
    setShortcuts(true);
    expect(items.size).toBe(0);
    expect(press({})).toEqual({ runs: 1, prevented: true });
  });
});
