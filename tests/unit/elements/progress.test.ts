import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { deleteDB, openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { migrations, openProgress, type ProgressStore } from '../../../src/elements/progress.ts';

const name = 'fastapi-answers:progress';
const opened: ProgressStore[] = [];
const open = async (steps = migrations) => {
  const store = await openProgress(() => true, steps);
  opened.push(store);
  return store;
};

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined, removeItem: () => undefined });
});
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
  vi.unstubAllGlobals();
});

test('what is graded is there the next time; what was taken back is not', async () => {
  const store = await open();
  expect(store.keeping).toBe('device');
  const first = await store.record(7, 1, { by: 'practice', seen: '0123456789ab' });
  await store.record(8, 1, { by: 'mistakes', item: 'q8-a' });
  await store.setDay('2026-12-24');
  await store.undo(first);
  const again = await open();
  expect(again.missed()).toEqual([8]);
  expect(again.missed(['practice'])).toEqual([]);
  expect(again.progress.day.day).toBe('2026-12-24');
  expect(again.progress.graded.map(({ number, grade }) => [number, grade])).toEqual([
    [7, 0],
    [8, 1],
  ]);
});

test('a grade given in the second of one that was taken back counts', async () => {
  const store = await open();
  await store.undo(await store.record(7, 4, { by: 'practice' }));
  await store.record(7, 1, { by: 'practice' });
  expect((await open()).missed()).toEqual([7]);
});

test('grades given faster than the device writes are all there, in the page at once', async () => {
  const store = await open();
  const kept = [1, 2, 3].map((number) => store.grade(number, 1, { by: 'practice' }).kept);
  expect(store.missed()).toEqual([1, 2, 3]);
  const day = store.setDay('2026-12-24');
  await kept[0];
  // In the middle of a write.
  const amid = store.grade(5, 1, { by: 'practice' });
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all([amid.kept, store.grade(6, 1, { by: 'practice' }).kept]);
  expect((await open()).missed()).toEqual([1, 2, 3, 5, 6]);
  const late = store.grade(4, 1, { by: 'practice' });
  const undone = store.undo(late.graded);
  expect(store.missed()).toEqual([1, 2, 3, 5, 6]);
  await Promise.all([...kept, day, late.kept, undone]);
  expect(store.unwritten).toBe(0);
  const again = await open();
  expect(again.progress).toEqual(store.progress);
  expect([again.missed(), again.progress.day.day]).toEqual([[1, 2, 3, 5, 6], '2026-12-24']);
});

test('two tabs agree, whoever writes', async () => {
  const [one, two] = [await open(), await open()];
  const heard = vi.fn();
  two.listen(heard);
  await Promise.all([one.record(1, 1, { by: 'practice' }), two.record(2, 1, { by: 'practice' })]);
  await one.record(3, 1, { by: 'mock' });
  await vi.waitFor(() => {
    expect(one.missed()).toEqual([1, 2, 3]);
    expect(two.missed()).toEqual([1, 2, 3]);
  });
  expect(heard).toHaveBeenCalled();
  await one.reset();
  await vi.waitFor(() => expect(two.progress.graded).toEqual([]));
  expect((await open()).progress.graded).toEqual([]);
});

describe('a store that cannot be used', () => {
  test('is refused: what is graded stays in the page', async () => {
    vi.stubGlobal('indexedDB', {
      open: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    });
    vi.stubGlobal('localStorage', undefined);
    expect((await open()).keeping).toBe('page');
    vi.stubGlobal('localStorage', {});
    vi.stubGlobal('BroadcastChannel', function refuse() {
      throw new DOMException('denied', 'SecurityError');
    });
    const store = await open();
    expect(store.keeping).toBe('page');
    await store.record(7, 1, { by: 'practice' });
    expect(store.missed()).toEqual([7]);
    expect(store.unwritten).toBe(1);
  });

  test('is refused under another name, with all other stores', async () => {
    vi.stubGlobal('indexedDB', {
      open: () => {
        throw new DOMException('Internal error', 'UnknownError');
      },
    });
    expect((await open()).keeping).toBe('broken');
    vi.stubGlobal('localStorage', undefined);
    expect((await open()).keeping).toBe('page');
  });

  test('is of a newer edition: it is left alone', async () => {
    const db = await openDB(name, 9, { upgrade: (made) => void made.createObjectStore('later').add(1, 'key') });
    db.close();
    const store = await open();
    expect(store.keeping).toBe('newer');
    await store.record(7, 1, { by: 'practice' });
    const after = await openDB(name, 9);
    expect(await after.getAll('later')).toEqual([1]);
    after.close();
  });

  test('holds entries that are not ours: they are counted and left', async () => {
    const store = await open();
    await store.record(7, 3, { by: 'practice' });
    const db = await openDB(name, 1);
    await db.put('graded', { number: 'x', at: 1, grade: 'good' });
    await db.put('settings', 'tomorrow', 'day');
    db.close();
    const again = await open();
    expect(again.unreadable).toBe(2);
    expect(again.progress.graded).toHaveLength(1);
    await again.record(8, 3, { by: 'practice' });
    expect((await open()).unreadable).toBe(2);
  });

  test('breaks: it is said, nothing is written, and only a reset throws it away', async () => {
    const db = await openDB(name, 1, { upgrade: (made) => void made.createObjectStore('graded').add('kept', 'x') });
    db.close();
    const store = await open();
    expect(store.keeping).toBe('broken');
    await store.record(7, 1, { by: 'practice' });
    expect(store.unwritten).toBe(1);
    const after = await openDB(name, 1);
    expect(await after.getAll('graded')).toEqual(['kept']);
    after.close();
    await store.reset();
    expect(store.keeping).toBe('device');
    await store.record(8, 1, { by: 'practice' });
    expect((await open()).missed()).toEqual([8]);
  });

  test('is thrown away or cleared while the page is open: it is said, and what was there can still be exported', async () => {
    const store = await open();
    await store.record(7, 1, { by: 'practice' });
    await deleteDB(name);
    expect(store.keeping).toBe('closed');
    await store.record(8, 1, { by: 'practice' });
    expect([store.missed(), store.unwritten]).toEqual([[7, 8], 1]);
    // To forget all is to keep anew.
    await store.reset();
    expect([store.keeping, store.missed()]).toEqual(['device', []]);
    await store.record(9, 1, { by: 'practice' });
    expect((await open()).missed()).toEqual([9]);
  });

  test('of a newer edition is thrown away by a reset alone', async () => {
    const db = await openDB(name, 9, { upgrade: (made) => void made.createObjectStore('later').add(1, 'key') });
    db.close();
    const store = await open();
    await store.reset();
    expect(store.keeping).toBe('device');
    expect((await open()).progress.graded).toEqual([]);
  });

  test('refuses to write: the grade is kept in the page and written with the next', async () => {
    const store = await open();
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await store.record(7, 1, { by: 'practice' });
    expect([store.unwritten, store.missed()]).toEqual([1, [7]]);
    put.mockRestore();
    // What another tab writes takes nothing away.
    await (await open()).record(6, 1, { by: 'practice' });
    await vi.waitFor(() => expect(store.missed()).toEqual([6, 7]));
    await store.record(8, 1, { by: 'practice' });
    expect(store.unwritten).toBe(0);
    expect((await open()).missed()).toEqual([6, 7, 8]);
  });
});

describe('migrations', () => {
  test('bring what is there along, step by step', async () => {
    const old = await open();
    await old.record(7, 1, { by: 'practice' });
    old.close();
    const taken: number[] = [];
    const step = (to: number) => async (_: unknown, change: Parameters<(typeof migrations)[0]>[1]) => {
      taken.push(to);
      expect(await change.objectStore('graded').count()).toBe(1);
    };
    const store = await open([...migrations, step(2), step(3)]);
    expect([taken, store.keeping, store.missed()]).toEqual([[2, 3], 'device', [7]]);
  });

  test('that fail leave what is there as it was', async () => {
    const old = await open();
    await old.record(7, 1, { by: 'practice' });
    old.close();
    const failing = async (_: unknown, change: Parameters<(typeof migrations)[0]>[1]) => {
      await change.objectStore('graded').clear();
      throw new Error('half way');
    };
    expect((await open([...migrations, failing])).keeping).toBe('broken');
    expect((await open()).missed()).toEqual([7]);
  });

  test('do not wait for a tab with an older edition: it lets go and says so', async () => {
    const old = await open();
    const store = await open([...migrations, () => undefined]);
    expect([old.keeping, store.keeping]).toEqual(['newer', 'device']);
  });
});
