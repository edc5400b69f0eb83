import type { Report } from './report.ts';

/** The day of FastAPI's first release: nothing here is older. */
const first = '2018-12-08';

/** Checks that a day lies in the time of which the site speaks; a build asks no clock, and is the same on each day. */
export function checkDay(report: Report, path: string, at: string, day: string): void {
  if (day < first || day >= '2100') report.add(path, at, `says ${day}`, `Correct the year; FastAPI is of ${first}.`);
}
