import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * A folder of programs for one test, named as answers are, from `content/`; it goes when the test has finished. Tests share their
 * process with mutants, which may not change its working folder.
 */
export function folderWith(files: { [file: string]: string }): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'programs-')), 's/q');
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  onTestFinished(() => rmSync(dirname(dirname(folder)), { recursive: true }));
  return relative('content', folder);
}
