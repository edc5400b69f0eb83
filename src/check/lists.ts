import { type AnswerData, changeSchema, faultsSchema, forwardsSchema, questionsSchema } from '../lib/schemas.ts';
import { checkLine } from './line.ts';
import type { Report } from './report.ts';

/** Pages that are no answers: a forward from one of them would take it away. */
const standing = /^\/(q\/\d+|search|changes|topics|practice|set|book|try|programs|deck|cheat-sheet)\//;

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
  const numbers = new Set([...answers.values()].map(({ number }) => String(number)));
  for (const [number, { path }] of Object.entries(questions)) {
    if (numbers.has(number) || report.faults.some(({ file }) => file.includes(path))) continue;
    report.add('questions.yaml', number, `is the number of ${path}, which does not have it`, 'Correct the path.');
  }
}

const depthOf = (path: string) => path.split('/').length;

/** Checks that each forward leads from a page that is gone to one that is there, and each fragment to one that is locked. */
export function checkForwards(report: Report, addresses: Set<string>): void {
  const file = 'forwards.yaml';
  const forwards = report.read(file, forwardsSchema);
  for (const [from, to] of Object.entries(forwards?.pages ?? {})) {
    const found = `leads to ${to}, which is no answer and no chapter`;
    if (!addresses.has(to)) report.add(file, from, found, 'Name its new path.');
    const remedy = 'Remove the forward, or give the page another name.';
    if (addresses.has(from) || standing.test(from)) report.add(file, from, 'is a page of its own', remedy);
    const kinds = 'Lead an answer to an answer and a chapter to a chapter; only they have the same fragments.';
    if (depthOf(from) !== depthOf(to)) report.add(file, from, `leads to ${to}`, kinds);
  }
  const fragments = Object.entries(forwards?.fragments ?? {});
  if (fragments.length === 0) return;
  const locked = new Set((report.readText('permalinks.txt') ?? '').match(/(?<=#).+$/gm));
  for (const [from, to] of fragments) {
    if (!locked.has(to)) report.add(file, from, `leads to #${to}, which no page has`, 'Name a fragment of today.');
  }
}

/** Checks what readers are told of changes. */
export function checkChanges(report: Report, addresses: Set<string>): void {
  const changes = report.read('changes.yaml', changeSchema.array()) ?? [];
  for (const [index, { date, answers, note }] of changes.entries()) {
    for (const id of answers.filter((one) => !addresses.has(`/${one}/`))) {
      report.add('changes.yaml', date, `names ${id}, which is no answer`, 'Write it as section/question.');
    }
    if (note) checkLine(report, 'changes.yaml', date, note);
    if (index > 0 && date < changes[index - 1]!.date) {
      report.add(
        'changes.yaml',
        date,
        `comes after ${changes[index - 1]!.date}`,
        'Add to the end; the oldest stands first.',
      );
    }
  }
}
