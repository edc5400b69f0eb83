import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readProgram } from '../lib/programs.ts';
import { readRecord } from '../lib/records.ts';
import { remembering } from '../lib/remember.ts';
import { type RunSettings, runSchema } from '../lib/schemas.ts';
import { normalizeName, pinsIn } from '../lib/versions.ts';
import { filesOf, neighborsOf } from '../study/script.ts';
import { readManifest } from './assets.ts';
import { inThePage } from './lock.ts';
import { packs } from './packs.ts';
import type { AnswerRuns, Runnable } from './protocol.ts';
import { importsIn, packsFor } from './python.ts';
import { isRepeatable, stepsOf } from './steps.ts';

const parseSettings = remembering((text) => runSchema.parse(parse(text)));
/** What content/run.yaml says. */
export const readSettings = (): RunSettings => parseSettings(readFileSync('content/run.yaml', 'utf8'));

/** A reason of run.yaml: a sentence, or the one that goes by that name. */
export const reasonIn = ({ reasons }: RunSettings, text: string): string => reasons[text] ?? text;

/** Whether a page runs a program, and the sentence that says why not. */
export type Runs = { readonly runs: true } | { readonly runs: false; readonly reason: string };

const settingsOf = (folder: string, file: string) => readSettings().programs[`${folder}/${file}`] ?? {};

/** What answers requests in a program: `catalogue:app`; empty where nothing does. */
function appOf(folder: string, file: string): string {
  const { app } = settingsOf(folder, file);
  if (app !== undefined) return app;
  return /^app(?:: \w+)? = /m.test(readProgram(folder, file).code) ? `${file.replace(/\.py$/, '')}:app` : '';
}

/** The programs of the folder that import this one. */
const usersOf = (folder: string, file: string): string[] =>
  filesOf(folder).filter((one) => one !== file && one.endsWith('.py') && neighborsOf(folder, one).includes(file));

/** Why a page does not run a program, in one sentence; undefined where it does. */
function obstacleTo(folder: string, file: string): string | undefined {
  const settings = readSettings();
  const { without } = settingsOf(folder, file);
  if (without) return reasonIn(settings, without);
  const imported = [file, ...neighborsOf(folder, file)].flatMap((one) => importsIn(readProgram(folder, one).code));
  const absent = imported.find((name) => settings.modules[name]);
  return absent && reasonIn(settings, settings.modules[absent]!);
}

/** Whether a page runs the program; undefined for what is no program, and where the site is built without Python. */
export function runOf(folder: string, file: string): Runs | undefined {
  if (!file.endsWith('.py') || !readManifest()) return undefined;
  const reason = obstacleTo(folder, file) ?? partOf(folder, file);
  return reason ? { runs: false, reason } : { runs: true };
}

/** What is said of a file that does nothing by itself. */
function partOf(folder: string, file: string): string | undefined {
  const isPart = !appOf(folder, file) && !file.startsWith('test_') && readRecord(folder, file).steps.length === 0;
  const users = usersOf(folder, file).filter((one) => !obstacleTo(folder, one));
  if (!isPart) return undefined;
  return users.length > 0 ? `It is a part of ${users[0]}, which can be run.` : 'It does nothing by itself.';
}

/** The program as a page runs it. */
export function runnableOf(folder: string, file: string): Runnable {
  const settings = settingsOf(folder, file);
  const record = readRecord(folder, file);
  const app = appOf(folder, file);
  const host = `${app.replace(/:.*/, '')}.py`;
  const own = settings.files?.[host] === undefined && app ? [host, ...neighborsOf(folder, host)] : [];
  const names = [...new Set([file, ...neighborsOf(folder, file), ...own])];
  const files = [
    ...names.map((name) => ({ name, text: `${readProgram(folder, name).code}\n` })),
    ...Object.entries(settings.files ?? {}).map(([name, text]) => ({ name, text })),
  ];
  const steps = stepsOf(record, settings);
  const others = record.steps.flatMap((step) => {
    const reason = settings.steps?.[step.step];
    if (reason) return [{ step: step.step, reason: reasonIn(readSettings(), reason) }];
    return isRepeatable(step) ? [] : [{ step: step.step, reason: reasonIn(readSettings(), step.kind) }];
  });
  const talks = steps.some(({ kind }) => kind === 'websocket');
  const kind = file.startsWith('test_') ? 'pytest' : !app ? 'script' : talks ? 'websocket' : 'http';
  return { file, app, files, env: settings.env ?? {}, packs: packsFor(files, readManifest()!), kind, steps, others };
}

/** All programs of an answer that a page runs; undefined where the site is built without Python. */
export function runsOf(folder: string): AnswerRuns | undefined {
  const manifest = readManifest();
  if (!manifest) return undefined;
  const told = filesOf(folder).map((file) => ({ file, run: runOf(folder, file) }));
  const programs = told.filter(({ run }) => run?.runs).map(({ file }) => runnableOf(folder, file));
  const absent = told.flatMap(({ file, run }) => (run && !run.runs ? [{ file, reason: run.reason }] : []));
  return { manifest, programs, absent };
}

/** Bytes that the first run fetches at most; undefined where the site is built without Python. */
export function downloadBytes(): number | undefined {
  return readManifest()?.core.reduce((sum, { bytes }) => sum + bytes.gzip, 0);
}

/** What can be imported in a page, with the pack that has it: Python first. */
export function packagesHere(): readonly { name: string; version: string; pack: string }[] {
  const pins = pinsIn(readFileSync('requirements.txt', 'utf8'), inThePage.python);
  const listed = packs.flatMap(({ name: pack, packages }) =>
    packages.map((name) => ({ name, version: pins.get(normalizeName(name)) ?? '', pack })),
  );
  return [{ name: 'Python', version: inThePage.python, pack: 'base' }, ...listed];
}
