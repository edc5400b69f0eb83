import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseMarkdown } from '../lib/body.ts';
import { type AnswerData, sectionSchema } from '../lib/schemas.ts';
import { pinsIn, readPython } from '../lib/versions.ts';
import { checkAnswer, type Known } from './answer.ts';
import { checkLine, checkLinks } from './line.ts';
import { checkChanges, checkForwards, checkQuestions } from './lists.ts';
import { type Fault, openReport, type Report } from './report.ts';

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
    packages: new Set(pinsIn(readFileSync(join(content, '..', 'requirements.txt'), 'utf8'), readPython()).keys()),
  };
  for (const name of twinsIn([...sections.map(({ id }) => id), ...listed])) {
    report.add('sections.yaml', name, 'is there twice', 'List each section and each question once.');
  }
  for (const { id, title, introduction } of sections) {
    for (const [key, text] of Object.entries({ title, introduction })) {
      checkLine(report, 'sections.yaml', `${id}.${key}`, text);
      checkLinks(report, 'sections.yaml', () => `${id}.${key}`, parseMarkdown(text), known.addresses);
    }
  }
  const answers = checkAnswers(report, [...new Set(listed)], known);
  checkUnlisted(report, new Set(listed));
  checkQuestions(report, answers);
  checkForwards(report, known.addresses);
  checkChanges(report, known.addresses);
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
    for (const question of readdirSync(join(report.content, section))) {
      const folder = `${section}/${question}`;
      const remedy = 'Add its name under its section in content/sections.yaml, or remove it.';
      if (!listed.has(folder)) report.add(folder, 'the folder', 'is listed by no section', remedy);
    }
  }
}

/** A fault as people read it: where, what was found, what to do. */
export const formatFault = ({ file, at, found, remedy }: Fault): string => `${file}, ${at}: ${found}.\n  ${remedy}`;
