import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseMarkdown } from '../lib/body.ts';
import { marksIn } from '../lib/proofs.ts';
import { type AnswerData, sectionSchema } from '../lib/schemas.ts';
import { pinsIn } from '../lib/versions.ts';
import { checkAnswer, type Known } from './answer.ts';
import { checkExercises } from './exercises.ts';
import { checkFiles } from './files.ts';
import { checkHome } from './home.ts';
import { checkLanguage } from './language.ts';
import { checkLessons } from './lessons.ts';
import { checkLine, checkLinks, checkPlain } from './line.ts';
import { checkChanges, checkDeck, checkForwards, checkLock, checkQuestions, type Lock, standing } from './lists.ts';
import { type Fault, openReport, type Report } from './report.ts';
import { checkRuns } from './runs.ts';
import { checkTopics } from './topics.ts';

/**
 * Checks everything under the folder `content`, with the tests and the lock file beside it, without building it: all faults of all
 * files. No fault means that a build will be right.
 */
export function checkContent(content: string): Fault[] {
  const report = openReport(content);
  const sections = report.read('sections.yaml', sectionSchema.array().min(1));
  if (!sections) return report.faults;
  const listed = sections.flatMap(({ id, questions }) => questions.map((question) => `${id}/${question}`));
  const known: Known = {
    addresses: new Set([...sections.map(({ id }) => `/${id}/`), ...listed.map((id) => `/${id}/`)]),
    pins: pinsIn(report.readText('../requirements.txt') ?? '', report.readText('../.python-version')?.trim() ?? ''),
    ids: new Map(),
  };
  checkFiles(report);
  for (const name of twinsIn([...sections.flatMap(({ id, title }) => [id, title]), ...listed])) {
    report.add('sections.yaml', name, 'is there twice', 'List each section and each question once.');
  }
  for (const { id, title, introduction } of sections) {
    const at = `${id}.introduction`;
    checkPlain(report, 'sections.yaml', `${id}.title`, title);
    checkLine(report, 'sections.yaml', at, introduction);
    checkLinks(report, 'sections.yaml', () => at, parseMarkdown(introduction), known.addresses);
    checkLanguage(report, 'sections.yaml', at, introduction);
    if (marksIn(introduction, 'line').length > 0)
      report.add('sections.yaml', at, 'has a mark', 'Marks stand in answers.');
    if (standing.test(`/${id}/`)) report.add('sections.yaml', id, 'is the name of another page', 'Choose another.');
  }
  const answers = checkAnswers(report, [...new Set(listed)], known);
  checkUnlisted(report, new Set(listed));
  checkQuestions(report, answers);
  const lock = checkLock(report);
  checkForwards(report, known.addresses, lock, known.ids);
  checkChanges(report, new Set(listed), known.pins);
  checkRuns(report);
  // An answer that is itself at fault has neither number nor parts here; its own fault says enough.
  if (answers.size === listed.length) {
    checkDeck(report, answers);
    checkLessons(report, answers);
    checkHome(report, answers);
    checkTopics(report, answers, known.addresses);
    checkExercises(report, answers, known.addresses);
  }
  checkFragments(report, known, lock);
  return report.faults;
}

const twinsIn = (names: string[]) => names.filter((name, index) => names.indexOf(name) !== index);
const isFolder = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Checks the answers in the folders `listed`; gives the front matter of those that are right. */
function checkAnswers(report: Report, listed: string[], known: Known): Map<string, AnswerData> {
  const answers = new Map<string, AnswerData>();
  const numbers = new Map<number, string>();
  for (const folder of listed) {
    const file = `${folder}/index.mdx`;
    if (!isFolder(join(report.content, folder))) {
      const remedy = `Create content/${file}, or correct the name.`;
      report.add('sections.yaml', 'questions', `lists ${folder}, which does not exist`, remedy);
      continue;
    }
    const data = checkAnswer(report, folder, known);
    if (!data) continue;
    answers.set(folder, data);
    const twin = numbers.get(data.number);
    const remedy = 'Give it the next free number; numbers are permanent.';
    if (twin) report.add(file, 'number', `${data.number} is the number of ${twin} too`, remedy);
    numbers.set(data.number, folder);
  }
  // An answer that is itself at fault has no number here; its own fault says enough.
  if (answers.size === listed.length) checkReferences(report, answers, numbers);
  checkCircles(report, answers);
  for (const key of ['title', 'question'] as const) checkTwins(report, answers, key);
  return answers;
}

/** Checks that an answer refers to others, by numbers that are there. */
function checkReferences(report: Report, answers: Map<string, AnswerData>, numbers: Map<number, string>): void {
  for (const [folder, { number: own, buildsOn, contrastsWith, next }] of answers) {
    const named: [at: string, number: number][] = [
      ...buildsOn.map((number): [string, number] => ['buildsOn', number]),
      ...contrastsWith.map((number): [string, number] => ['contrastsWith', number]),
      ...next.flatMap(({ answer }, index): [string, number][] => (answer ? [[`next.${index}`, answer]] : [])),
    ];
    for (const [at, number] of named) {
      const found = number === own ? 'names itself' : `names answer ${number}, which does not exist`;
      if (number === own || !numbers.has(number)) {
        report.add(`${folder}/index.mdx`, at, found, 'Name the number of another answer.');
      }
    }
  }
}

/** Checks that the links to a part of a page lead to one that is there. */
function checkFragments(report: Report, { ids }: Known, lock: Lock): void {
  const owners = new Map([...ids].map(([id, folder]) => [/^q\d+/.exec(id)?.[0], `/${folder}/`]));
  for (const [file, at, address, fragment] of report.fragments) {
    const owner = owners.get(/^q\d+/.exec(fragment)?.[0]) ?? '';
    if (owner !== '' && owner.startsWith(address) && (ids.has(fragment) || lock.fragments.has(fragment))) continue;
    const remedy = 'Name a part of that page, such as #q7-pitfalls; a new one is known after npm run permalinks.';
    report.add(file, at, `links to #${fragment}, which ${address} does not have`, remedy);
  }
}

/** Checks that no answer is to be read before itself, by way of others. */
function checkCircles(report: Report, answers: Map<string, AnswerData>): void {
  const before = new Map([...answers.values()].map(({ number, buildsOn }) => [number, buildsOn]));
  const reach = (from: number, seen: Set<number>): Set<number> => {
    for (const one of before.get(from) ?? []) if (!seen.has(one)) reach(one, seen.add(one));
    return seen;
  };
  for (const [folder, { number, buildsOn }] of answers) {
    if (buildsOn.includes(number) || !reach(number, new Set()).has(number)) continue;
    const remedy = 'Decide which is read first; contrastsWith is for neighbors.';
    report.add(`${folder}/index.mdx`, 'buildsOn', 'leads back to this answer', remedy);
  }
}

function checkTwins(report: Report, answers: Map<string, AnswerData>, key: 'title' | 'question'): void {
  const owners = new Map<string, string>();
  for (const [folder, data] of answers) {
    const twin = owners.get(data[key]);
    if (twin)
      report.add(`${folder}/index.mdx`, key, `"${data[key]}" is that of ${twin} too`, 'Give it words of its own.');
    owners.set(data[key], folder);
  }
}

function checkUnlisted(report: Report, listed: Set<string>): void {
  for (const section of readdirSync(report.content).filter((name) => isFolder(join(report.content, name)))) {
    const remedy = 'Add its name under its section in content/sections.yaml, or remove it.';
    const questions = readdirSync(join(report.content, section));
    const folders = questions.length > 0 ? questions.map((question) => `${section}/${question}`) : [section];
    for (const folder of folders.filter((one) => !listed.has(one))) {
      report.add(folder, 'the folder', 'is listed by no section', remedy);
    }
  }
}

/** A fault as people read it: where, what was found, what to do. */
export const formatFault = ({ file, at, found, remedy }: Fault): string =>
  `${file}, ${at}: ${found.replace(/\.$/, '')}.\n  ${remedy}`;
