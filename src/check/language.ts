import type { Report } from './report.ts';

/** Words for what is not done yet. */
export const openWords = /\b(TODO|FIXME|TBD|XXX|Lorem ipsum)\b/;
/** What no text of an answer has, and what to do instead. */
const refused: [pattern: RegExp, remedy: string][] = [
  [
    /\b(simply|powerful|seamless(ly)?|blazing(ly)?|robust|leverag\w*)\b/i,
    'Say what it does; leave praise to the reader.',
  ],
  [openWords, 'Finish it; nothing is left open on the site.'],
];
/** Names that stand only where they are called outdated: in pitfalls and corrections. */
const outdated = /regex=|class Config|\.dict\(\)|on_event|utcnow|python-jose|passlib|orm_mode|@validator/;

/** Checks the words of a text; `current` where it says how things are today. */
export function checkLanguage(report: Report, path: string, at: string, text: string, current = true): void {
  for (const [pattern, remedy] of refused) {
    const word = pattern.exec(text)?.[0];
    if (word) report.add(path, at, `says "${word}"`, remedy);
  }
  const name = current ? outdated.exec(text)?.[0] : undefined;
  if (name) report.add(path, at, `names "${name}"`, 'Name what is outdated in Pitfalls or "no longer true" only.');
}
