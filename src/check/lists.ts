import {
  type AnswerData,
  changeSchema,
  deckSchema,
  faultsSchema,
  forwardsSchema,
  questionsSchema,
} from '../lib/schemas.ts';
import { checkDay } from './days.ts';
import { checkLanguage } from './language.ts';
import { checkPlain } from './line.ts';
import { checkReleases } from './releases.ts';
import type { Report } from './report.ts';
import { twinIn } from './strings.ts';

/** Pages and folders that are no answers: a forward from one of them would take it away, a chapter of that name hide it. */
export const standing =
  /^\/(404|q|search|changes|topics|practice|set|book|try|run|offline|take-away|programs|deck|icons|cheat-sheet|pagefind|servers)\//;

/**
 * Checks the answers against content/questions.yaml, in which numbers, addresses and the source's wording are kept for good, and
 * content/faults.yaml, whose every claim must be dealt with.
 */
export function checkQuestions(report: Report, answers: Map<string, AnswerData>): void {
  const questions = report.read('questions.yaml', questionsSchema) ?? {};
  const faults = report.read('faults.yaml', faultsSchema) ?? {};
  for (const [folder, { number, question, corrections, handled = {} }] of answers) {
    const file = `${folder}/index.mdx`;
    const kept = questions[number];
    const remedy =
      'Numbers, addresses and wording are kept in content/questions.yaml: add the new one, or change this back.';
    if (kept?.path !== folder) {
      report.add(file, 'number', `${number} is ${kept ? `that of ${kept.path}` : 'not in questions.yaml'}`, remedy);
    } else if (kept.question !== question) report.add(file, 'question', `is not worded "${kept.question}"`, remedy);
    const dealt = [...corrections.flatMap(({ claims }) => claims ?? []).map(String), ...Object.keys(handled)];
    const known = Object.keys(faults[number] ?? {});
    for (const claim of known.filter((one) => !dealt.includes(one))) {
      const found = `says nothing of claim ${claim} of the source (${faults[number]?.[claim]})`;
      report.add(file, 'corrections', found, 'Correct it there (claims), or name the part that does (handled).');
    }
    for (const claim of dealt.filter((one, at) => !known.includes(one) || dealt.indexOf(one) !== at)) {
      const found = known.includes(claim)
        ? `deals with claim ${claim} twice`
        : `deals with claim ${claim}, which has no fault`;
      report.add(file, 'corrections', found, 'content/faults.yaml lists the claims by question.');
    }
  }
  for (const number of Object.keys(faults).filter((one) => !(one in questions))) {
    report.add('faults.yaml', number, 'is no question', 'Correct the number; content/questions.yaml lists them.');
  }
  const numbers = new Set([...answers.values()].map(({ number }) => String(number)));
  for (const [number, { path }] of Object.entries(questions)) {
    if (numbers.has(number) || report.faults.some(({ file }) => file.includes(path))) continue;
    report.add('questions.yaml', number, `is the number of ${path}, which does not have it`, 'Correct the path.');
  }
}

const depthOf = (path: string) => path.split('/').length;

/** What content/permalinks.txt has: addresses, and the fragments on them. */
export interface Lock {
  addresses: Set<string>;
  fragments: Set<string>;
}

/** Checks the form of the addresses that were ever published; gives them. */
export function checkLock(report: Report): Lock {
  const file = 'permalinks.txt';
  const lines = (report.readText(file) ?? '').split('\n').slice(0, -1);
  for (const [index, line] of lines.entries()) {
    const at = `line ${index + 1}`;
    const remedy = 'Bring back the file as it was; npm run permalinks adds what is new.';
    if (!/^\/([a-z0-9-]+\/)*(#[a-z0-9][\w.-]*)?$/.test(line)) report.add(file, at, `is no address: ${line}`, remedy);
    else if (line <= (lines[index - 1] ?? '')) report.add(file, at, `is out of order: ${line}`, remedy);
  }
  return {
    addresses: new Set(lines.map((line) => line.replace(/#.*$/, ''))),
    fragments: new Set(lines.flatMap((line) => line.split('#')[1] ?? [])),
  };
}

/** Checks that each forward leads from a page that is gone to one that is there, and each fragment to one that is locked. */
export function checkForwards(report: Report, addresses: Set<string>, lock: Lock, ids: Map<string, string>): void {
  const file = 'forwards.yaml';
  const never = 'was never published';
  const mend = 'Correct it; npm run permalinks prints the lines that are needed.';
  const forwards = report.read(file, forwardsSchema);
  for (const [from, to] of Object.entries(forwards?.pages ?? {})) {
    const found = `leads to ${to}, which is no answer and no chapter`;
    if (!addresses.has(to)) report.add(file, from, found, 'Name its new path.');
    const remedy = 'Remove the forward, or give the page another name.';
    if (addresses.has(from) || standing.test(from)) report.add(file, from, 'is a page of its own', remedy);
    else if (!lock.addresses.has(from)) report.add(file, from, never, mend);
    const kinds = 'Lead an answer to an answer and a chapter to a chapter; only they have the same fragments.';
    if (depthOf(from) !== depthOf(to)) report.add(file, from, `leads to ${to}`, kinds);
  }
  for (const [from, to] of Object.entries(forwards?.fragments ?? {})) {
    const found = to in (forwards?.fragments ?? {}) ? 'has itself moved' : lock.fragments.has(to) ? '' : 'no page has';
    if (found) report.add(file, from, `leads to #${to}, which ${found}`, 'Name a fragment of today.');
    if (ids.has(from) || from === to) report.add(file, from, 'is a fragment of today', 'Remove the forward.');
    else if (!lock.fragments.has(from)) report.add(file, from, never, mend);
  }
}

/** Checks when notes of the deck last changed; an answer whose note is not there yet gets one from npm run permalinks. */
export function checkDeck(report: Report, answers: Map<string, AnswerData>): void {
  const file = 'deck.yaml';
  const numbers = new Set([...answers.values()].map(({ number }) => String(number)));
  for (const number of Object.keys(report.read(file, deckSchema) ?? {}).filter((one) => !numbers.has(one))) {
    report.add(
      file,
      number,
      'is the number of no answer',
      'Bring back the file as it was; then run: npm run permalinks',
    );
  }
}

/** Checks what readers are told of changes; `pins` are the releases on which everything was run. */
export function checkChanges(report: Report, listed: Set<string>, pins: Map<string, string>): void {
  const file = 'changes.yaml';
  const changes = report.read(file, changeSchema.array().min(1)) ?? [];
  for (const [index, { date, releases, answers, note }] of changes.entries()) {
    checkDay(report, file, date, date);
    for (const id of answers.filter((one) => !listed.has(one))) {
      report.add(file, date, `names ${id}, which is no answer`, 'Write it as section/question.');
    }
    for (const release of releases) checkReleases(report, file, date, release, pins);
    const twin = twinIn(answers) ?? twinIn(releases.map((one) => one.replace(/ .*/, '')));
    if (twin) report.add(file, date, `names ${twin} twice`, 'Name it once.');
    if (note) {
      checkPlain(report, file, date, note);
      checkLanguage(report, file, date, note);
    }
    const before = changes[index - 1]?.date ?? '';
    if (date <= before)
      report.add(file, date, `comes after ${before}`, 'Add to the end, one entry a day; the oldest stands first.');
  }
}
