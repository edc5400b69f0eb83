/**
 * Mutates src and sees which changes the unit tests miss: `npm run mutants`, or one room: `npm run mutants -- lib`. Each room is held
 * to its own tests; stryker.config.json has the bound. It needs minutes: a workflow runs it each night.
 */
import { spawnSync } from 'node:child_process';

/** What is mutated, by room: all that computes. What only queries collections or touches the page is tested in a browser. */
const rooms: { [room: string]: string[] } = {
  lib: ['src/lib/**/*.ts', '!src/lib/collections.ts'],
  check: ['src/check/**/*.ts'],
  search: ['src/search/**/*.ts', '!src/search/sources.ts', '!src/search/lessons.ts'],
  elements: ['src/elements/storage.ts', 'src/elements/shortcuts.ts'],
  // What boots Python and holds its frame is tested in browsers; what reads content and wheels, on all of them.
  run: ['accept', 'difference', 'link', 'lock', 'pack', 'printed', 'python', 'request', 'same', 'steps'].map(
    (name) => `src/run/${name}.ts`,
  ),
  // How a share image looks is seen in its pixels, by tests/site/share-images.test.ts; what Chromium prints, in its PDF, by tests/browser/book-print.test.ts.
  study: ['src/study/**/*.ts', '!src/study/source.ts', '!src/study/draw-share-image.ts', '!src/study/print.ts'],
};

const [wanted] = process.argv.slice(2);
if (wanted && !rooms[wanted]) {
  console.error(`There is no room "${wanted}" to mutate. Choose one of: ${Object.keys(rooms).join(', ')}.`);
  process.exit(1);
}
let failed = false;
for (const [room, files] of Object.entries(rooms).filter(([name]) => !wanted || name === wanted)) {
  console.log(`\n${room}`);
  const { status } = spawnSync('stryker', ['run', '--mutate', files.join(',')], {
    stdio: 'inherit',
    // Stryker runs tests in threads, where a test cannot move to the zone that it is about.
    env: { ...process.env, ROOM: room, TZ: 'Europe/Berlin' },
  });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
