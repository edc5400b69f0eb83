import { expect, test } from 'playwright/test';
import { pages } from './pages.ts';
import { locked, lost, published } from './permalinks.ts';

test('every address that was ever published still works', () => {
  expect(locked().length).toBeGreaterThan(0);
  expect(lost(locked(), pages)).toEqual([]);
});

test('every address that is published is locked', () => {
  const lock = new Set(locked());
  const fresh = published(pages).filter((address) => !lock.has(address));
  expect(fresh, 'new addresses: lock them with npm run permalinks').toEqual([]);
});

test('an address that is removed or renamed is missed', () => {
  const without = new Map(pages);
  without.delete('/dependencies/dependency-scopes/');
  const faults = lost(locked(), without).join('\n');
  expect(faults).toContain('pages: { /dependencies/dependency-scopes/: <its new path> }');
  expect(faults).toContain('/dependencies/dependency-scopes/#q19-pitfalls was published and is gone');
  expect(faults).toContain('/q/19/ was published and is gone');
});
