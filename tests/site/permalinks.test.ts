import { expect, test } from 'playwright/test';
import { type Page, pages } from './pages.ts';
import { locked, lost, published } from './permalinks.ts';
import { remedy } from './remedy.ts';

const lock = locked();
/** What the lock says of the build after `change`. */
function complain(change: (pages: Map<string, Page>) => void): string {
  const changed = new Map(pages);
  change(changed);
  return remedy(lost(lock, changed), lock, changed);
}

test('every address that was ever published still works', () => {
  expect(lock.length).toBeGreaterThan(0);
  const gone = lost(lock, pages);
  expect(gone.length, remedy(gone, lock, pages)).toBe(0);
});

test('every address that is published is locked', () => {
  const fresh = published(pages).filter((address) => !lock.includes(address));
  expect(fresh, 'new addresses: lock them with npm run permalinks').toEqual([]);
});

test('a page that is removed is missed, with its short link and its fragments', () => {
  const message = complain((all) => {
    all.delete('/dependencies/dependency-scopes/');
    all.delete('/q/19/');
  });
  expect(message).toContain('  /dependencies/dependency-scopes/: <what replaces it>\n  /q/19/: <what replaces it>\n');
  expect(message).toContain('  q19-pitfalls: <what replaces it>');
});

test('fragments that were renamed together are not confused: the message names the new ones to choose from', () => {
  const message = complain((all) => {
    for (const path of ['/dependencies/', '/dependencies/dependency-scopes/']) {
      const page = all.get(path)!;
      const ids = [...page.ids].map((id) => id.replace(/^q19-(say|next)$/, 'q19-$1-now'));
      all.set(path, { ...page, ids: new Set(ids) });
    }
  });
  expect(message).toContain('fragments:\n  q19-next: <one of q19-next-now, q19-say-now>\n  q19-say: <one of');
  expect(message).not.toContain('pages:');
});

test('an answer that gets another number is refused, and so is a page that goes', () => {
  const message = complain((all) => {
    const [one, other] = [all.get('/q/19/')!, all.get('/q/20/')!];
    all.set('/q/19/', other).set('/q/20/', one).delete('/search/');
    for (const path of ['/dependencies/dependency-scopes/', '/dependencies/overriding-dependencies/']) {
      const page = all.get(path)!;
      const ids = [...page.ids].map((id) => id.replace(/^q(19|20)/, (_, number) => (number === '19' ? 'q20' : 'q19')));
      all.set(path, { ...page, ids: new Set(ids) });
    }
  });
  expect(message).toContain('an answer keeps its number');
  expect(message).toContain('  /dependencies/dependency-scopes/#q19-pitfalls');
  expect(message).toContain('  /search/');
  expect(message).not.toContain('  /dependencies/dependency-scopes/: ');
});
