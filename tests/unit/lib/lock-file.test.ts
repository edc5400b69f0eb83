import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { releaseLock, takeLock } from '../../../src/lib/lock-file.ts';

let folder: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  lock = join(folder, 'deep/a.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process that has ended. */
const dead = () => spawnSync(process.execPath, ['-e', '']).pid;

test('a lock is taken once, by its process, and given back', () => {
  expect(takeLock(lock)).toBeUndefined();
  expect(readFileSync(lock, 'utf8')).toBe(String(process.pid));
  releaseLock(lock);
  expect(() => readFileSync(lock)).toThrow('ENOENT');
  releaseLock(lock);
});

test('one that another process holds is not taken', () => {
  const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
  try {
    takeLock(lock);
    writeFileSync(lock, String(other.pid));
    expect(takeLock(lock)).toBe(other.pid);
    expect(readFileSync(lock, 'utf8')).toBe(String(other.pid));
    // Held since yesterday: the number is another process's by now.
    utimesSync(lock, new Date(), new Date(Date.now() - 2 * 3_600_000));
    expect(takeLock(lock)).toBeUndefined();
    expect(readFileSync(lock, 'utf8')).toBe(String(process.pid));
  } finally {
    other.kill();
  }
});

test.each([
  ['a dead process', () => String(dead())],
  ['this process', () => String(process.pid)],
  ['nobody', () => ''],
  ['no number', () => 'x'],
  ['a group of processes', () => '-1'],
])('one that %s left is taken over', (_, text) => {
  takeLock(lock);
  writeFileSync(lock, text());
  expect(takeLock(lock)).toBeUndefined();
  expect(readFileSync(lock, 'utf8')).toBe(String(process.pid));
});

test('where no lock can be written, that is said', () => {
  writeFileSync(join(folder, 'deep'), '');
  expect(() => takeLock(lock)).toThrow(/EEXIST|ENOTDIR/);
});
