import { expect, test } from 'vitest';
import { isKey } from '../../../src/elements/shortcuts.ts';

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
  ['.', 'Slash', '/', false],
  ['с', 'KeyC', 'c', true],
  ['с', 'KeyV', 'c', false],
  ['Enter', 'KeyK', 'k', false],
])('%s at %s is %s: %s', (key, code, wanted, expected) => {
  expect(isKey({ key, code }, wanted)).toBe(expected);
});
