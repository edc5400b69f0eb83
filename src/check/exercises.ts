import { join } from 'node:path';
import { parseMarkdown } from '../lib/body.ts';
import { splitFrontMatter } from '../lib/front-matter.ts';
import { regionsOf } from '../lib/programs.ts';
import { type Mark, markedTexts, marksIn } from '../lib/proofs.ts';
import type { ProgramRecord } from '../lib/record-schema.ts';
import { type AnswerData, mistakesSchema, predictionsSchema } from '../lib/schemas.ts';
import { withoutMarks } from '../lib/text.ts';
import { claimOf, unprovenIn } from './claims.ts';
import { checkLanguage } from './language.ts';
import { checkLine, checkLinks, checkUnlinked } from './line.ts';
import { nearest } from './near.ts';
import type { Report } from './report.ts';
import { stepsIn } from './steps.ts';
import { twinIn } from './strings.ts';

/** An answer that an exercise is of, and all marks of its texts. */
interface Owner {
  folder: string;
  data: AnswerData;
  marks: Set<string>;
}

const keyOf = ({ kind, target }: Mark) => `${kind}:${target}`;

/**
 * Checks the exercises: what each refers to is there, links lead to `addresses`, each sentence that is called true leads to what its answer
 * is proven by, and each answer is asked for what it corrects or records.
 */
export function checkExercises(report: Report, answers: Map<string, AnswerData>, addresses: Set<string>): void {
  const owners = ownersOf(report, answers);
  if (!owners) return;
  checkMistakes(report, owners, addresses);
  checkPredictions(report, owners, addresses);
}

/** The answers by number; undefined while a body is no MDX, whose own fault says enough. */
function ownersOf(report: Report, answers: Map<string, AnswerData>): Map<number, Owner> | undefined {
  try {
    return new Map(
      [...answers].map(([folder, data]) => {
        const body = splitFrontMatter(report.readText(`${folder}/index.mdx`) ?? '')?.body ?? '';
        const marks = [...markedTexts(data).flatMap(([, text]) => marksIn(text, 'line')), ...marksIn(body, 'mdx')];
        return [data.number, { folder, data, marks: new Set(marks.map(keyOf)) }];
      }),
    );
  } catch {
    return undefined;
  }
}

function checkMistakes(report: Report, owners: Map<number, Owner>, addresses: Set<string>): void {
  const file = 'mistakes.yaml';
  const wrong = new Map<string, string>();
  for (const [name, item] of Object.entries(report.read(file, mistakesSchema) ?? {})) {
    const owner = ownerOf(report, file, name, item.answer, owners);
    if (!owner) continue;
    const { corrections, pitfalls } = owner.data;
    const pitfall = pitfalls.find(({ write }) => write === item.said);
    const known = [...corrections.map(({ said }) => said), ...pitfalls.map(({ write }) => write)];
    if (!known.includes(item.said)) {
      const remedy = `Name a correction or a pitfall by its words: "${nearest(item.said, known).join('" or "')}".`;
      report.add(file, `${name}.said`, `is "${item.said}", which answer ${item.answer} does not correct`, remedy);
    }
    if (pitfall && !item.wrong) {
      report.add(file, `${name}.wrong`, 'is missing', 'A pitfall says what people do; say here what they believe.');
    }
    const sentence = item.wrong ?? item.said;
    checkText(report, file, `${name}.wrong`, sentence, addresses, false);
    if (marksIn(sentence, 'line').length > 0) {
      report.add(
        file,
        `${name}.wrong`,
        'has a mark',
        'Nothing shows what is wrong; the mark would tell it from the others.',
      );
    }
    const twin = wrong.get(sentence);
    if (twin) report.add(file, `${name}.wrong`, `is the wrong sentence of ${twin} too`, 'Ask for something else.');
    wrong.set(sentence, name);
    for (const [at, text] of [['right', item.right], ...item.beside.map((text, index) => [`beside.${index}`, text])]) {
      checkText(report, file, `${name}.${at}`, text!, addresses, false);
      checkTrue(report, file, `${name}.${at}`, text!, owner);
    }
    // They are what a reader chooses from.
    for (const text of [sentence, ...item.beside]) checkUnlinked(report, file, name, withoutMarks(text));
    if (twinIn([sentence, item.right, ...item.beside].map(withoutMarks))) {
      report.add(file, `${name}.beside`, 'has a sentence twice', 'Give it other words, or another claim.');
    }
    if (item.run) stepIn(report, file, `${name}.run`, owner.folder, item.run.program, item.run.step);
  }
}

function checkPredictions(report: Report, owners: Map<number, Owner>, addresses: Set<string>): void {
  const file = 'predictions.yaml';
  const asked = new Map<string, string>();
  for (const [name, item] of Object.entries(report.read(file, predictionsSchema) ?? {})) {
    const owner = ownerOf(report, file, name, item.answer, owners);
    if (!owner) continue;
    const { program, region, step, given, why } = item;
    const key = `${owner.folder}/${program}/${step}`;
    const twin = asked.get(key);
    if (twin) report.add(file, `${name}.step`, `is asked for by ${twin} too`, 'Ask for each step once.');
    asked.set(key, name);
    const found = stepIn(report, file, `${name}.step`, owner.folder, program, step);
    if (found && found.kind !== 'http') {
      const remedy = 'Name a step that is a request and its response.';
      report.add(file, `${name}.step`, `is no exchange over HTTP but a ${found.kind}`, remedy);
    }
    const regions = regionsOf(report.readText(`${owner.folder}/${program}`) ?? '');
    if (region && !regions.has(region)) {
      const remedy = `There are: ${[...regions.keys()].join(', ') || 'none'}.`;
      report.add(file, `${name}.region`, `names region "${region}", which ${program} does not have`, remedy);
    }
    if (given) {
      checkText(report, file, `${name}.given`, given, addresses);
      if (marksIn(given, 'line').length > 0)
        report.add(file, `${name}.given`, 'has a mark', 'Put the claim into "why".');
    }
    if (why) {
      checkText(report, file, `${name}.why`, why, addresses);
      checkMarksOf(report, file, `${name}.why`, why, owner);
      for (const { text } of unprovenIn(why, 'line')) {
        const { trigger, word } = claimOf(text)!;
        const remedy = 'Lead it to what shows it, [words](proof:test), or claim less.';
        report.add(file, `${name}.why`, `claims without a mark (${trigger}: "${word}"): ${text}`, remedy);
      }
    } else if (!owner.data.pitfalls.some((one) => one.program === program && one.steps.includes(step))) {
      report.add(file, `${name}.why`, 'is missing', 'Say why this comes back; no pitfall shows this step.');
    }
  }
}

function ownerOf(report: Report, file: string, name: string, number: number, owners: Map<number, Owner>) {
  const owner = owners.get(number);
  if (!owner) {
    report.add(file, `${name}.answer`, `names answer ${number}, which does not exist`, 'Name the number of an answer.');
  }
  return owner;
}

function checkText(
  report: Report,
  file: string,
  at: string,
  text: string,
  addresses: Set<string>,
  current = true,
): void {
  checkLine(report, file, at, text);
  checkLinks(report, file, () => at, parseMarkdown(text), addresses);
  checkLanguage(report, file, at, text, current);
}

/** Checks that a sentence which an exercise calls true leads to something, and that its answer rests on that. */
function checkTrue(report: Report, file: string, at: string, text: string, owner: Owner): void {
  if (marksIn(text, 'line').length === 0) {
    const remedy = 'Lead it to what shows it: [words](proof:test) or [words](source:1), as the answer does.';
    report.add(file, at, `is called true and leads to nothing: ${text}`, remedy);
  }
  checkMarksOf(report, file, at, text, owner);
}

function checkMarksOf(report: Report, file: string, at: string, text: string, { folder, marks }: Owner): void {
  for (const key of marksIn(text, 'line').map(keyOf)) {
    if (marks.has(key)) continue;
    const remedy = `Use a mark of content/${folder}/index.mdx; near to it: ${nearest(key, [...marks]).join(', ')}.`;
    report.add(file, at, `leads to ${key}, which the answer does not`, remedy);
  }
}

/** A recorded step; undefined after reporting that it is not there. */
function stepIn(
  report: Report,
  file: string,
  at: string,
  folder: string,
  program: string,
  step: string,
): ProgramRecord['steps'][number] | undefined {
  const path = `${folder}/${program}.record.json`;
  const steps = stepsIn(join(report.content, path));
  const found = steps?.find((one) => one.step === step);
  if (found) return found;
  const names = steps?.map((one) => one.step);
  const what = names ? `names step "${step}" of ${program}` : `names ${program}, which has no record`;
  const remedy = names ? `content/${path} has: ${nearest(step, names).join(', ')}.` : `Name a program of ${folder}.`;
  report.add(file, at, what, remedy);
  return undefined;
}
