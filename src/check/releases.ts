import { normalizeName } from '../lib/versions.ts';
import type { Report } from './report.ts';

/** Checks that a text speaks of no release that is newer than the one in the lock file, on which everything was run. */
export function checkReleases(report: Report, path: string, at: string, text: string, pins: Map<string, string>): void {
  for (const [, name = '', version = ''] of text.matchAll(/([A-Za-z][\w.-]*) (\d+(?:\.\d+)+)/g)) {
    const pin = pins.get(normalizeName(name));
    if (!pin || version.localeCompare(pin, 'en', { numeric: true }) <= 0) continue;
    report.add(
      path,
      at,
      `names ${name} ${version}, but ${pin} is what was run`,
      'Correct the number, or run: npm run refresh',
    );
  }
}
