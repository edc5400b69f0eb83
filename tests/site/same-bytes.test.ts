import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { expect, test } from 'playwright/test';

/** Hash of every file of a folder, by its path. */
const hashes = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => statSync(`${folder}/${file}`).isFile())
      .sort()
      .map((file) => [
        file,
        createHash('sha256')
          .update(readFileSync(`${folder}/${file}`))
          .digest('hex'),
      ]),
  );

test('a second build gives the same bytes; without offline it has no listing, and what removes an earlier worker', () => {
  test.setTimeout(300_000);
  const again = '.cache/again/dist';
  execFileSync('astro', ['build', '--outDir', again], { stdio: 'pipe', env: { ...process.env, SITE_OFFLINE: 'no' } });
  const aside = /^(offline\.json|sw\.js)(\.br|\.gz)?$/;
  const rest = (folder: string) =>
    Object.fromEntries(Object.entries(hashes(folder)).filter(([file]) => !aside.test(file)));
  expect(rest(again)).toEqual(rest('dist'));
  expect(existsSync(`${again}/offline.json`)).toBe(false);
  const end = readFileSync(`${again}/sw.js`, 'utf8');
  expect(end).toContain('unregister()');
  expect(end).not.toContain('respondWith');
});
