/** What is kept on the reader's device, by key. */
export interface Kept {
  theme: 'light' | 'dark';
  shortcuts: 'off';
  /** The number of the answer that was opened last. */
  reading: number;
  /** The numbers of the starred questions, in the order in which they were starred. */
  stars: number[];
  /** The last searches that led somewhere, newest first. */
  searches: string[];
  /** When the questions that were rehearsed are due, and which form of their answer was seen, by number: `["2026-12-24", "3564108225f9"]`. */
  rehearsed: { [number: string]: [due: string, seen: string] };
  /** The words of the search that led to the page at `path`; kept for this tab and its next page alone. */
  marks: { path: string; words: string[][] };
  /** The mock interview of this tab, as src/study/kept-interview.ts writes it. */
  interview: string;
}

/** Other sites of the same origin keep things too: our keys begin with this. theme.inline.js has it as well. */
const prefix = 'fastapi-answers:';

const isText = (value: unknown) => typeof value === 'string';
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const isNumber = (value: unknown) => Number.isInteger(value) && (value as number) > 0;
/** Whether a value found under a key is one of ours. */
const forms: { [Key in keyof Kept]: (value: unknown) => boolean } = {
  theme: (value) => value === 'light' || value === 'dark',
  shortcuts: (value) => value === 'off',
  reading: isNumber,
  stars: (value) => Array.isArray(value) && value.every(isNumber) && new Set(value).size === value.length,
  searches: isTexts,
  rehearsed: (value) => Object.values(value ?? '-').every(isTexts),
  marks: (value) => {
    const { path, words } = (value ?? {}) as Partial<Kept['marks']>;
    return isText(path) && Array.isArray(words) && words.every(isTexts);
  },
  interview: isText,
};

/** What could not be kept on the device, for as long as the page lives: a full or forbidden store is no reason to fail. */
const inMemory = new Map<keyof Kept, unknown>();

/** Stands in for a session storage that is refused: the name of a window lives with its tab, and browsers hide it from other sites. */
const namedTab: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = {
  getItem: () => (window.name.startsWith(prefix) ? window.name.slice(prefix.length) : null),
  setItem: (_key, text) => {
    window.name = prefix + text;
  },
  removeItem: () => {
    if (window.name.startsWith(prefix)) window.name = '';
  },
};
function tabStorage() {
  try {
    return sessionStorage ?? namedTab;
  } catch {
    return namedTab;
  }
}
// The name of a tab has room for one value.
const areaOf = (key: keyof Kept) =>
  key === 'marks' ? tabStorage() : key === 'interview' ? sessionStorage : localStorage;

/** Whether the browser refuses this site every store. */
export function isRefused(): boolean {
  try {
    return !localStorage;
  } catch {
    return true;
  }
}

/** The value kept under a key; undefined where there is none, or none of ours: that one is removed. */
export function recall<Key extends keyof Kept>(key: Key): Kept[Key] | undefined {
  if (inMemory.has(key)) return inMemory.get(key) as Kept[Key];
  try {
    const text = areaOf(key).getItem(prefix + key);
    if (text === null) return undefined;
    const value: unknown = JSON.parse(text);
    if (forms[key](value)) return value as Kept[Key];
  } catch {
    // Forbidden, or not JSON.
  }
  forget(key);
  return undefined;
}

/** Keeps a value under a key, on the device or, where that is refused, in this page: then the answer is false. */
export function keep<Key extends keyof Kept>(key: Key, value: Kept[Key]): boolean {
  inMemory.delete(key);
  try {
    areaOf(key).setItem(prefix + key, JSON.stringify(value));
    return true;
  } catch {
    inMemory.set(key, value);
    return false;
  }
}

/** Forgets what is kept under a key. */
export function forget(key: keyof Kept): void {
  inMemory.delete(key);
  try {
    areaOf(key).removeItem(prefix + key);
  } catch {
    // There was nothing to forget.
  }
}
