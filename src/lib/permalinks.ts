import { readFileSync } from 'node:fs';

/** The fragments of answer `number` that were ever published, from content/permalinks.txt, each once. */
export function lockedFragments(number: number): string[] {
  const lock = readFileSync('content/permalinks.txt', 'utf8');
  const found = lock.matchAll(new RegExp(`#(q${number}(?:-.*)?)$`, 'gm'));
  return [...new Set([...found].map(([, id = '']) => id))];
}

/** The fragments of the page at `path` (`/topics/`) that were ever published. */
export function lockedOn(path: string): string[] {
  const lock = readFileSync('content/permalinks.txt', 'utf8');
  return lock.split('\n').flatMap((line) => (line.startsWith(`${path}#`) ? [line.slice(path.length + 1)] : []));
}
