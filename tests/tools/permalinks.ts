/**
 * Locks the addresses that the build in `dist` publishes: `npm run permalinks`. Where addresses of the lock are gone, it prints the
 * lines for content/forwards.yaml that bring their readers along, and fails until they stand there.
 */
import { writeFileSync } from 'node:fs';
import { readPages } from '../site/pages.ts';
import { locked, lockFile, lost, published } from '../site/permalinks.ts';
import { remedy } from '../site/remedy.ts';

const pages = readPages('dist');
const before = locked();
const gone = lost(before, pages);
const lock = [...new Set([...before, ...published(pages)])].sort();
writeFileSync(lockFile, `${lock.join('\n')}\n`);
console.log(`${lockFile}: ${lock.length} addresses, ${lock.length - before.length} of them new`);
if (gone.length > 0) {
  console.error(remedy(gone, before, pages));
  process.exitCode = 1;
}
