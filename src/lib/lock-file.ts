import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Longer than any build: a lock of that age is nobody's, even where another process has got its number since. */
const oldest = 3_600_000;

/** Whether a process runs. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The number of the process that holds the lock at `path`; undefined where it has ended, is this one, or holds it for ever. */
function holderOf(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    const isFresh = Date.now() - statSync(path).mtimeMs < oldest;
    return isFresh && pid > 0 && pid !== process.pid && isAlive(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Takes the lock at `path` and gives undefined, or the number of the process that holds it. What a dead process left is taken over. */
export function takeLock(path: string): number | undefined {
  mkdirSync(dirname(path), { recursive: true });
  for (let attempt = 0; ; attempt += 1) {
    try {
      const file = openSync(path, 'wx');
      writeSync(file, String(process.pid));
      closeSync(file);
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 2) throw error;
      const holder = holderOf(path);
      if (holder) return holder;
      rmSync(path, { force: true });
    }
  }
}

/** Gives back the lock at `path`. */
export const releaseLock = (path: string): void => rmSync(path, { force: true });
