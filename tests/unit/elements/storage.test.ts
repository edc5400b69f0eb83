import { beforeEach, describe, expect, test, vi } from 'vitest';

type Storage = typeof import('../../../src/elements/storage.ts');
let storage: Storage;
/** A store of a browser; `refuses` makes each use of it throw, as where site data is blocked. */
function makeArea(refuses = false) {
  const items = new Map<string, string>();
  const use = <T>(action: () => T): T => {
    if (refuses) throw new DOMException('denied', 'SecurityError');
    return action();
  };
  return {
    items,
    getItem: (key: string) => use(() => items.get(key) ?? null),
    setItem: (key: string, text: string) => use(() => void items.set(key, text)),
    removeItem: (key: string) => use(() => void items.delete(key)),
  };
}
let local: ReturnType<typeof makeArea>;
let session: ReturnType<typeof makeArea>;

async function open(refuses = false) {
  vi.resetModules();
  local = makeArea(refuses);
  session = makeArea(refuses);
  vi.stubGlobal('localStorage', local);
  vi.stubGlobal('sessionStorage', session);
  storage = await import('../../../src/elements/storage.ts');
}
beforeEach(() => open());

test('what is kept is recalled, under keys of our own, on the device or in the tab', () => {
  expect(storage.keep('theme', 'dark')).toBe(true);
  storage.keep('marks', { path: '/a/', words: [['b']] });
  storage.keep('interview', '{}');
  expect([...local.items]).toEqual([['fastapi-answers:theme', '"dark"']]);
  expect([...session.items.keys()]).toEqual(['fastapi-answers:marks', 'fastapi-answers:interview']);
  expect(storage.recall('theme')).toBe('dark');
  expect(storage.recall('marks')).toEqual({ path: '/a/', words: [['b']] });
  expect(storage.recall('searches')).toBeUndefined();
});

test('what is forgotten is gone', () => {
  storage.keep('shortcuts', 'off');
  storage.forget('shortcuts');
  expect(storage.recall('shortcuts')).toBeUndefined();
  expect(local.items.size).toBe(0);
});

describe('what is not ours is healed', () => {
  test.each([
    ['theme', '{'],
    ['theme', '"blue"'],
    ['theme', 'dark'],
    ['shortcuts', '"on"'],
    ['reading', '0'],
    ['reading', '1.5'],
    ['reading', '"19"'],
    ['stars', '7'],
    ['stars', '["7"]'],
    ['stars', '[0]'],
    ['stars', '[7, 7]'],
    ['searches', 'null'],
    ['searches', '{}'],
    ['searches', '[1]'],
    ['searches', '"x"'],
    ['searches', '['.repeat(99)],
    ['interview', '{}'],
    ['marks', 'null'],
    ['marks', '{"path": "/a/"}'],
    ['marks', '{"words": [["a"]]}'],
    ['marks', '{"path": 1, "words": []}'],
    ['marks', '{"path": "/a/", "words": ["b"]}'],
    ['marks', '{"path": "/a/", "words": [[1]]}'],
    ['marks', '{"path": "/a/", "words": [["a"], "b"]}'],
  ] as const)('%s: %s', (key, text) => {
    const area = key === 'marks' || key === 'interview' ? session : local;
    area.items.set(`fastapi-answers:${key}`, text);
    expect(storage.recall(key)).toBeUndefined();
    expect(area.items.size).toBe(0);
  });
  test('lists may be empty', () => {
    storage.keep('searches', []);
    expect(storage.recall('searches')).toEqual([]);
  });
});

test('where site data is blocked, the page remembers for as long as it lives', async () => {
  await open(true);
  expect(storage.recall('theme')).toBeUndefined();
  expect(storage.keep('theme', 'light')).toBe(false);
  expect(storage.recall('theme')).toBe('light');
  storage.forget('theme');
  expect(storage.recall('theme')).toBeUndefined();
});

test('where the store was full and is not any more, the device remembers again', () => {
  const { setItem } = local;
  local.setItem = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  storage.keep('theme', 'dark');
  expect(storage.recall('theme')).toBe('dark');
  local.setItem = setItem;
  storage.keep('theme', 'light');
  expect(local.items.get('fastapi-answers:theme')).toBe('"light"');
  expect(storage.recall('theme')).toBe('light');
});

describe('where session storage is refused', () => {
  /** A window whose session storage throws when it is named, or is null. */
  async function refuse(get: () => unknown, name = '') {
    await open();
    Object.defineProperty(globalThis, 'sessionStorage', { configurable: true, get });
    const window = { name };
    vi.stubGlobal('window', window);
    return window;
  }
  const deny = () => {
    throw new DOMException('denied', 'SecurityError');
  };

  test.each([
    ['throws', deny],
    ['is null', () => null],
  ])('and %s, the words to mark go with the name of the window', async (_, get) => {
    const window = await refuse(get);
    storage.keep('marks', { path: '/a/', words: [['b']] });
    expect(window.name).toBe('fastapi-answers:{"path":"/a/","words":[["b"]]}');
    vi.resetModules();
    const next = await import('../../../src/elements/storage.ts');
    expect(next.recall('marks')).toEqual({ path: '/a/', words: [['b']] });
    next.forget('marks');
    expect(window.name).toBe('');
    expect(next.recall('marks')).toBeUndefined();
  });

  test("another site's name of the window is left alone", async () => {
    const window = await refuse(deny, 'theirs');
    expect(storage.recall('marks')).toBeUndefined();
    storage.forget('marks');
    expect(window.name).toBe('theirs');
  });
});
