import type { Grade } from '../../study/progress.ts';
import type { ProgressStore } from '../progress.ts';

/** Keeps the grades of a mock interview with those of practice. */
export class GradeKeeper {
  private readonly known: (number: number) => boolean;
  private opening: Promise<ProgressStore> | undefined;

  constructor(known: (number: number) => boolean) {
    this.known = known;
    // At once, so that it is here when the line is gone.
    this.open().catch(() => undefined);
  }

  private open(): Promise<ProgressStore> {
    this.opening ??= import('../progress.ts').then(({ openProgress }) => openProgress(this.known));
    this.opening.catch(() => (this.opening = undefined));
    return this.opening;
  }

  /** Keeps a grade; a sentence that says what became of it. Never throws. */
  async keep(number: number, grade: Grade, seen: string): Promise<string> {
    try {
      const store = await this.open();
      await store.record(number, grade, { by: 'mock', seen });
      if (store.keeping === 'device' && store.unwritten === 0)
        return 'The grades are kept on this device, and practice plans with them.';
    } catch {
      // The module did not come.
    }
    return 'The grades could not be kept on this device: they stand here alone.';
  }
}
