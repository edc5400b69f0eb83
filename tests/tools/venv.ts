/** The Python environment `.venv`: the Python of .python-version with what requirements.txt names. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The Python that the programs run on, as `3.11`. */
export const wanted = readFileSync('.python-version', 'utf8').trim();

/** What a person has to do before a command can go on; it is shown without a stack trace. */
export class Missing extends Error {}

/** Shows what a command lacks and ends it; anything else is a fault of the tool and keeps its stack trace. */
export function explain(error: unknown): never {
  if (!(error instanceof Missing)) throw error;
  console.error(`\n${error.message}\n`);
  process.exit(1);
}

const programIn = (folder: string, name: string) =>
  process.platform === 'win32' ? join(folder, 'Scripts', `${name}.exe`) : join(folder, 'bin', name);

/** The path of a program of `.venv`, whatever the system. */
export const program = (name: string): string => programIn('.venv', name);

const printed = (command: string, words: string[]) => {
  const { status, stdout } = spawnSync(command, words, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
};

/** The version, as `3.11`, of a Python that can make environments; undefined where it cannot or is not there. */
const versionOf = (python: string[]) =>
  printed(python[0]!, [...python.slice(1), '-c', 'import ensurepip, sys, venv; print("%d.%d" % sys.version_info[:2])']);

const pythons = [[`python${wanted}`], ['python3'], ['python'], ['py', `-${wanted}`]];

/** Whether this machine has uv or any Python that can make an environment; either can bring the wanted one. */
export const canMakeVenv = (): boolean =>
  printed('uv', ['--version']) !== undefined || pythons.some((python) => versionOf(python));

/** A Python that has pip, as words of a command: that of `.venv`, else the machine's; undefined where there is none. */
export const findPython = (): string[] | undefined =>
  [[program('python')], ...pythons].find((python) =>
    printed(python[0]!, [...python.slice(1), '-m', 'pip', '--version']),
  );

const make = (python: string[], folder: string) =>
  execFileSync(python[0]!, [...python.slice(1), '-m', 'venv', folder], { stdio: 'inherit' });

/** uv, which can fetch a Python: the machine's own, else that of the lock, installed by whichever Python is there. */
function findUv(): string | undefined {
  if (printed('uv', ['--version'])) return 'uv';
  const own = programIn('.cache/uv', 'uv');
  const other = pythons.find((python) => versionOf(python));
  if (other && !printed(own, ['--version'])) {
    const [, version] = /^uv==(\S+)/m.exec(readFileSync('requirements.txt', 'utf8'))!;
    make(other, '.cache/uv');
    pip(programIn('.cache/uv', 'python'), ['install', '--quiet', `uv==${version}`]);
  }
  return printed(own, ['--version']) && own;
}

/** Makes `.venv` with a Python that uv fetches, for a machine that has another one or none. */
function fetchPython(): void {
  const uv = findUv();
  if (!uv)
    throw new Missing(
      `The programs run on Python ${wanted}; this machine has no Python with its module venv, nor uv. Install one: npm run setup -- --system`,
    );
  console.log(`Python ${wanted}: fetching it with uv …`);
  const words = ['venv', '--quiet', '--no-config', '--seed', '--python', wanted, '.venv'];
  const { status, stderr } = spawnSync(uv, words, { encoding: 'utf8' });
  if (status !== 0)
    throw new Missing(
      `The programs run on Python ${wanted}, which this machine lacks and uv could not fetch (${stderr.trim().split(/\n\s*/, 2).join('; ')}). Install Python ${wanted}, then run the command again.`,
    );
}

const pip = (python: string, words: string[]) =>
  execFileSync(python, ['-m', 'pip', '--disable-pip-version-check', ...words], { stdio: 'inherit' });

/** Makes `.venv` anew where it is missing, is not what the lock names, was moved, or does not run. */
export function makeVenv(): void {
  const stamp = '.venv/made-from';
  const hash = createHash('sha256').update(readFileSync('requirements.txt')).update(wanted);
  // Programs of an environment name their Python by its path, so that a moved one is broken.
  const from = () => hash.copy().update(realpathSync('.venv')).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === from() && printed(program('python'), ['-c', '']) === '')
    return;

  rmSync('.venv', { recursive: true, force: true });
  const python = pythons.find((one) => versionOf(one) === wanted);
  if (python) make(python, '.venv');
  else fetchPython();
  console.log(`Python ${wanted}: installing requirements.txt into .venv …`);
  // The lock names every package. Were pip to resolve again, a newer release of one could stop it, or cost minutes.
  pip(program('python'), ['install', '--quiet', '--no-deps', '--require-hashes', '-r', 'requirements.txt']);
  pip(program('python'), ['check', '--quiet']);
  writeFileSync(stamp, from());
}
