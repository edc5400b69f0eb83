import { cpSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files and folders below `folder`, by path, each with what tells whether it was touched. */
const stampsOf = (folder: string): Map<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => {
      const stat = lstatSync(join(folder, path));
      return [path, stat.isDirectory() ? 'folder' : `${stat.mode} ${stat.size} ${stat.mtimeMs}`];
    }),
  );

/** A copy of the content with what stands beside it, to be spoiled; `renew` brings back what was touched, and no more. */
export function openScratch(): { content: string; renew: () => void; remove: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'content-'));
  const content = join(root, 'content');
  for (const name of ['content', 'tests/examples', 'requirements.txt', '.python-version']) {
    cpSync(name, join(root, name), { recursive: true });
  }
  const clean = stampsOf(content);
  const renew = () => {
    const now = stampsOf(content);
    for (const path of now.keys()) if (!clean.has(path)) rmSync(join(content, path), { recursive: true, force: true });
    for (const [path, stamp] of clean) {
      if (now.get(path) === stamp) continue;
      rmSync(join(content, path), { recursive: true, force: true });
      cpSync(join('content', path), join(content, path), { recursive: true });
      clean.set(path, stampsOf(content).get(path)!);
    }
  };
  return { content, renew, remove: () => rmSync(root, { recursive: true, force: true }) };
}
