/**
 * Locks the addresses that the build in `dist` publishes, and when each note of the deck changed: `npm run permalinks`. Where addresses
 * of the lock are gone, it prints the lines for content/forwards.yaml that bring their readers along, and fails until they stand there.
 */
import { writeFileSync } from 'node:fs';
import { deckFile, readTimes, staleIn, timesText } from '../../src/study/deck-times.ts';
import { readPages } from '../site/pages.ts';
import { locked, lockFile, lost, published } from '../site/permalinks.ts';
import { remedy } from '../site/remedy.ts';
import { readNotes } from '../support/answers.ts';

const pages = readPages('dist');
const before = locked();
const gone = lost(before, pages);
const lock = [...new Set([...before, ...published(pages)])].sort();
writeFileSync(lockFile, `${lock.join('\n')}\n`);
console.log(`${lockFile}: ${lock.length} addresses, ${lock.length - before.length} of them new`);
const [notes, times] = [readNotes(), readTimes()];
writeFileSync(deckFile, timesText(notes, times, Math.floor(Date.now() / 1000)));
console.log(`${deckFile}: ${notes.length} notes, ${staleIn(notes, times).length} of them changed`);
if (gone.length > 0) {
  console.error(remedy(gone, before, pages));
  process.exitCode = 1;
}
