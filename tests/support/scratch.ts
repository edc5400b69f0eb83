import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const parts = [
  'content',
  'src',
  'public',
  'package.json',
  'astro.config.mjs',
  'tsconfig.json',
  'requirements.txt',
  'tests/examples',
  '.python-version',
];

/** Copies all that a build needs into a new folder outside of the project, and gives that folder. */
export function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'project-'));
  for (const name of parts) cpSync(name, join(folder, name), { recursive: true });
  // Share images that were drawn once, and Python for the pages, are the same everywhere.
  for (const name of ['.cache/share-images', '.cache/run'])
    if (existsSync(name)) cpSync(name, join(folder, name), { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** Builds the copy in `folder`, with more in its environment; gives its exit status and what it printed. */
export function build(folder: string, more: NodeJS.ProcessEnv = {}): { status: number | null; output: string } {
  const env = { ...process.env, ...more };
  const { status, stdout, stderr } = spawnSync('astro', ['build'], { cwd: folder, encoding: 'utf8', env });
  return { status, output: stdout + stderr };
}
