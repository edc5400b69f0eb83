import { type DBSchema, deleteDB, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import {
  type DayChoice,
  type Exercise,
  type Grade,
  type Graded,
  inOrder,
  isDayChoice,
  isGraded,
  merge,
  missedIn,
  nothing,
  type Progress,
  timeFor,
} from '../study/progress.ts';
import { isRefused } from './storage.ts';

/** Other sites of the same origin keep things too: ours has this name. */
const name = 'fastapi-answers:progress';

interface Schema extends DBSchema {
  graded: { key: [number, number]; value: Graded };
  settings: { key: 'day'; value: DayChoice };
}
type Change = IDBPTransaction<Schema, ('graded' | 'settings')[], 'versionchange'>;

/** The steps from each version of the store to the next, from none to the first on. A step that is published is never changed. */
export const migrations: ((db: IDBPDatabase<Schema>, change: Change) => void | Promise<void>)[] = [
  (db) => {
    db.createObjectStore('graded', { keyPath: ['number', 'at'] });
    db.createObjectStore('settings');
  },
];

/**
 * Where progress is kept: `device`; `page` where the browser refuses, for as long as the page lives; `newer` where a newer edition of the
 * site keeps it in a form that this one does not know; `closed` where it went away while the page was open, cleared or thrown away; `broken`
 * where it is there and cannot be read. Only `device` is written to.
 */
export type Keeping = 'device' | 'page' | 'newer' | 'closed' | 'broken';

/** The way to other tabs; Firefox refuses it where it refuses to keep anything. */
function openChannel(): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}

/** A reader's progress on this device. Open it with `openProgress`. */
export class ProgressStore {
  /** All grades and the day, as last read. */
  progress: Progress = nothing;
  keeping: Keeping = 'page';
  /** Entries of the store that are not ours to read; they stay where they are. */
  unreadable = 0;

  /** What is not written to the device: it is tried again with the next grade. */
  private pending: Progress = nothing;
  /** One writes after another. */
  private writing: Promise<void> = Promise.resolve();
  private db: IDBPDatabase<Schema> | undefined;
  private readonly steps: typeof migrations;
  private readonly heard = new Set<() => void>();
  private readonly channel = openChannel();

  constructor(steps: typeof migrations) {
    this.steps = steps;
    this.channel?.addEventListener('message', () => void this.read().then(() => this.tell()));
    // In Node a channel would keep the process alive.
    (this.channel as unknown as { unref?(): void } | undefined)?.unref?.();
  }

  /** Opens the store and reads it; never throws. */
  async open(): Promise<this> {
    try {
      this.db = await openDB<Schema>(name, this.steps.length, {
        upgrade: async (db, from, _, change) => {
          try {
            for (const step of this.steps.slice(from)) await step(db, change as unknown as Change);
          } catch {
            // Half a step is none: the store stays as it was. Left alone, the change would be kept.
            change.done.catch(() => undefined);
            change.abort();
          }
        },
        // Another tab has a newer edition, or throws the store away, and waits for this one to let go.
        blocking: (_, version) => this.leave(version === null ? 'closed' : 'newer'),
        terminated: () => this.leave('closed'),
      });
      this.keeping = 'device';
      await this.read();
    } catch (error) {
      const { name: found } = error as DOMException;
      // Chromium calls a store that it refuses by the name of one that is broken.
      const refused = isRefused() || ['SecurityError', 'InvalidStateError', 'TypeError'].includes(found);
      this.leave(found === 'VersionError' ? 'newer' : refused ? 'page' : 'broken');
    }
    return this;
  }

  /** Calls `listener` whenever progress is another, here or in another tab. */
  listen(listener: () => void): void {
    this.heard.add(listener);
  }

  /** Gives up the connection, for a test or a newer tab. */
  close(): void {
    this.db?.close();
    this.db = undefined;
    this.channel?.close();
  }

  /**
   * Takes a grade given now: `progress` has it at once, the device in its turn, which is when `kept` resolves. `item` is for exercises that
   * have several to a question.
   */
  grade(
    number: number,
    grade: Grade,
    { by, seen = '', item }: { by: Exercise; seen?: string; item?: string },
  ): { graded: Graded; kept: Promise<void> } {
    const at = timeFor(this.progress.graded, number, Math.floor(Date.now() / 1000));
    const graded: Graded = { number, at, grade, by, seen, ...(item && { item }) };
    return { graded, kept: this.add({ graded: [graded], day: nothing.day }) };
  }

  /** Keeps a grade; the entry that was kept. */
  async record(...given: Parameters<ProgressStore['grade']>): Promise<Graded> {
    const { graded, kept } = this.grade(...given);
    await kept;
    return graded;
  }

  /** Takes a grade back; `progress` lacks it at once. */
  undo = (graded: Graded): Promise<void> => this.add({ graded: [{ ...graded, grade: 0 }], day: nothing.day });

  /** Chooses the day of the interview, '' for none. */
  setDay = (day: string): Promise<void> =>
    this.add({ graded: [], day: { day, at: Math.max(Math.floor(Date.now() / 1000), this.progress.day.at + 1) } });

  /** The numbers of the questions whose last grade is "again", in order. */
  missed = (by?: readonly Exercise[]): number[] => missedIn(this.progress.graded, by);

  /** How many grades are in this page alone, because they could not be written. */
  get unwritten(): number {
    return this.pending.graded.length;
  }

  /** Adds what `other` has to what is kept: to `progress` at once, to the device in its turn. Never throws. */
  async add(other: Progress): Promise<void> {
    this.pending = merge(this.pending, other);
    this.progress = merge(this.progress, other);
    // A full disk, or a store that went away: the page goes on with what it has, and says so.
    this.writing = this.writing.then(() => this.write()).catch(() => undefined);
    await this.writing;
    this.tell();
    this.channel?.postMessage('changed');
  }

  /** Forgets all, here and in other tabs; a store that this page cannot use is thrown away. Throws where the browser refuses. */
  async reset(): Promise<void> {
    if (this.keeping !== 'device' && this.keeping !== 'page') {
      await deleteDB(name);
      await this.open();
    }
    if (this.db) {
      const change = this.db.transaction(['graded', 'settings'], 'readwrite');
      await Promise.all([change.objectStore('graded').clear(), change.objectStore('settings').clear(), change.done]);
    }
    this.progress = nothing;
    this.pending = nothing;
    this.unreadable = 0;
    this.tell();
    this.channel?.postMessage('changed');
  }

  /** Writes what is not written yet. What another tab wrote meanwhile stays, and so does what is not ours. */
  private async write(): Promise<void> {
    const batch = this.pending;
    if (!this.db) return;
    const change = this.db.transaction(['graded', 'settings'], 'readwrite');
    const { progress } = await readAll(change);
    const merged = merge(progress, batch);
    for (const graded of merged.graded) {
      if (!progress.graded.includes(graded)) await change.objectStore('graded').put(graded);
    }
    if (merged.day !== progress.day) await change.objectStore('settings').put(merged.day, 'day');
    await change.done;
    // What came while this was written waits for its own turn.
    const graded = this.pending.graded.filter((one) => !batch.graded.includes(one));
    const day = this.pending.day === batch.day ? nothing.day : this.pending.day;
    this.pending = graded.length || day !== nothing.day ? { graded, day } : nothing;
    this.progress = merge(merged, this.pending);
  }

  private async read(): Promise<void> {
    if (!this.db) return;
    try {
      const change = this.db.transaction(['graded', 'settings']);
      const { progress, unreadable } = await readAll(change);
      this.progress = merge(progress, this.pending);
      this.unreadable = unreadable;
    } catch {
      this.leave('broken');
    }
  }

  private tell() {
    for (const listener of this.heard) listener();
  }

  private leave(keeping: Keeping) {
    this.db?.close();
    this.db = undefined;
    this.keeping = keeping;
    this.tell();
  }
}

async function readAll(change: {
  objectStore<Name extends 'graded' | 'settings'>(name: Name): { getAll(): Promise<unknown[]> };
}): Promise<{ progress: Progress; unreadable: number }> {
  const [graded, settings] = await Promise.all([
    change.objectStore('graded').getAll(),
    change.objectStore('settings').getAll(),
  ]);
  const ours = graded.filter(isGraded).sort(inOrder);
  const days = settings.filter(isDayChoice);
  return {
    progress: { graded: ours, day: days[0] ?? nothing.day },
    unreadable: graded.length + settings.length - ours.length - days.length,
  };
}

/**
 * The reader's progress on this device, opened and read. Never throws: `keeping` says what was found. The other pages are told of what is
 * `known`: an answer that the site has no more is due no more.
 */
export async function openProgress(known: (number: number) => boolean, steps = migrations): Promise<ProgressStore> {
  // At once, so that it is here when the line is gone.
  const loading = import('./rehearsed-summary.ts');
  loading.catch(() => undefined);
  const store = await new ProgressStore(steps).open();
  store.listen(() => {
    // Without any grade it may have been lost, and the summary is what tells.
    if (store.keeping !== 'device' || store.progress.graded.length === 0) return;
    loading.then(
      ({ summarize }) => summarize(store.progress, known),
      () => undefined,
    );
  });
  return store;
}
