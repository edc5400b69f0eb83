import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AstroIntegration } from 'astro';
import { changeSchema, forwardsSchema, sectionSchema } from '../schemas.ts';
import { checkAnswer } from './answer.ts';
import { type Desk, type Fault, openDesk } from './desk.ts';

/** Checks everything under the folder `content` without building it. No fault means that a build will be right. */
export function checkContent(content: string): Fault[] {
  const desk = openDesk(content);
  const sections = desk.read('sections.yaml', sectionSchema.array().min(1));
  if (!sections) return desk.faults;
  const listed = sections.flatMap(({ id, questions }) => questions.map((question) => `${id}/${question}`));
  const addresses = new Set([...sections.map(({ id }) => `/${id}/`), ...listed.map((id) => `/${id}/`)]);
  for (const name of twins([...sections.map(({ id }) => id), ...listed])) {
    desk.report('sections.yaml', name, 'is there twice', 'List each section and each question once.');
  }
  checkAnswers(desk, [...new Set(listed)], addresses);
  checkUnlisted(desk, new Set(listed));
  checkForwards(desk, addresses);
  checkChanges(desk, addresses);
  return desk.faults;
}

const twins = (names: string[]) => names.filter((name, index) => names.indexOf(name) !== index);
const isFolder = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function checkAnswers(desk: Desk, listed: string[], addresses: Set<string>): void {
  const numbers = new Map<number, string>();
  const named: [file: string, at: string, number: number][] = [];
  for (const folder of listed) {
    const file = `${folder}/index.mdx`;
    if (!isFolder(join(desk.content, folder))) {
      const remedy = `Create content/${file}, or correct the name.`;
      desk.report('sections.yaml', 'questions', `lists ${folder}, which does not exist`, remedy);
      continue;
    }
    const data = checkAnswer(desk, folder, addresses);
    if (!data) continue;
    const twin = numbers.get(data.number);
    const remedy = 'Give it the next free number; numbers are permanent.';
    if (twin) desk.report(file, 'number', `${data.number} is the number of ${twin} too`, remedy);
    numbers.set(data.number, folder);
    for (const number of data.buildsOn) named.push([file, 'buildsOn', number]);
    for (const number of data.contrastsWith) named.push([file, 'contrastsWith', number]);
    for (const [index, { answer }] of data.next.entries()) if (answer) named.push([file, `next.${index}`, answer]);
  }
  for (const [file, at, number] of named) {
    // An answer that is itself at fault has no number here; its own fault says enough.
    if (numbers.has(number) || numbers.size < listed.length) continue;
    desk.report(file, at, `names answer ${number}, which does not exist`, 'Name the number of another answer.');
  }
}

function checkUnlisted(desk: Desk, listed: Set<string>): void {
  for (const section of readdirSync(desk.content).filter((name) => isFolder(join(desk.content, name)))) {
    for (const question of readdirSync(join(desk.content, section))) {
      const folder = `${section}/${question}`;
      const remedy = 'Add its name under its section in content/sections.yaml, or remove it.';
      if (!listed.has(folder)) desk.report(folder, 'the folder', 'is listed by no section', remedy);
    }
  }
}

const depth = (path: string) => path.split('/').length;

function checkForwards(desk: Desk, addresses: Set<string>): void {
  const forwards = desk.read('forwards.yaml', forwardsSchema);
  for (const [from, to] of Object.entries(forwards?.pages ?? {})) {
    const found = `leads to ${to}, which is no answer and no chapter`;
    if (!addresses.has(to)) desk.report('forwards.yaml', from, found, 'Name its new path.');
    const remedy = 'Remove the forward, or give the page another name.';
    if (addresses.has(from)) desk.report('forwards.yaml', from, 'is a page of its own', remedy);
    const kinds = 'Lead an answer to an answer and a chapter to a chapter; only they have the same fragments.';
    if (depth(from) !== depth(to)) desk.report('forwards.yaml', from, `leads to ${to}`, kinds);
  }
}

function checkChanges(desk: Desk, addresses: Set<string>): void {
  for (const { date, answers } of desk.read('changes.yaml', changeSchema.array()) ?? []) {
    for (const id of answers.filter((one) => !addresses.has(`/${one}/`))) {
      desk.report('changes.yaml', date, `names ${id}, which is no answer`, 'Write it as section/question.');
    }
  }
}

/** A fault as people read it: where, what was found, what to do. */
export const formatFault = ({ file, at, found, remedy }: Fault) => `${file}, ${at}: ${found}.\n  ${remedy}`;

/** Stops a build whose content has faults, before anything else can fail over them, and lists them all. */
export function contentCheck(): AstroIntegration {
  return {
    name: 'content',
    hooks: {
      'astro:config:setup': ({ command, logger }) => {
        if (command !== 'build' && command !== 'dev') return;
        const faults = checkContent('content');
        if (faults.length === 0) return;
        logger.error(`${faults.map(formatFault).join('\n')}\n${faults.length} faults: nothing was built.`);
        process.exit(1);
      },
    },
  };
}
