import { existsSync, readFileSync } from 'node:fs';
import type { Manifest } from './protocol.ts';

/** Where `npm run wheels` puts what a page fetches, and what it says of it. */
export const made = {
  folder: '.cache/run/',
  files: '.cache/run/files/',
  manifest: '.cache/run/manifest.json',
} as const;

/** What a page may fetch to run Python; undefined where `npm run wheels` has not been run, and the site is built without "Run". */
export function readManifest(): Manifest | undefined {
  if (!existsSync(made.manifest)) return undefined;
  return JSON.parse(readFileSync(made.manifest, 'utf8')).manifest;
}
