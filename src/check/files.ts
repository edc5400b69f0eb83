import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Report } from './report.ts';

/** What stands beside the folders of the sections. */
const lists =
  /^((sections|questions|faults|forwards|changes|deck|home|topics|glossary|phrasings|run|errors|mistakes|predictions)\.yaml|permalinks\.txt)$/;

/** Checks that nothing in the content leads out of it, and that nothing lies beside the sections that nobody reads. */
export function checkFiles(report: Report): void {
  for (const entry of readdirSync(report.content, { recursive: true, withFileTypes: true })) {
    const path = relative(report.content, join(entry.parentPath, entry.name));
    if (entry.isSymbolicLink()) {
      report.add(path, 'the file', 'is a link', 'Put a regular file or folder there.');
    } else if (entry.isFile() && !/[/\\]/.test(path) && !lists.test(path)) {
      report.add(path, 'the file', 'is read by nobody', 'Move it into the folder of an answer, or remove it.');
    }
  }
}
