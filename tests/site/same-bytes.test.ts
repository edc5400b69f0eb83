import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
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

test('a second build gives the same bytes', () => {
  test.setTimeout(180_000);
  execFileSync('astro', ['build', '--outDir', '.cache/again/dist'], { stdio: 'pipe' });
  expect(hashes('.cache/again/dist')).toEqual(hashes('dist'));
});
