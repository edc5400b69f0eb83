/**
 * Runs a program of `.venv`, which is made first where it must be: `node tests/tools/python.ts ruff check content`. The
 * others are on its PATH.
 */
import { spawnSync } from 'node:child_process';
import { delimiter, dirname, resolve } from 'node:path';
import { explain, makeVenv, program } from './venv.ts';

const [name = 'python', ...words] = process.argv.slice(2);
try {
  makeVenv();
} catch (error) {
  explain(error);
}
const path = [dirname(resolve(program(name))), process.env['PATH']].join(delimiter);
const { status } = spawnSync(program(name), words, { stdio: 'inherit', env: { ...process.env, PATH: path } });
process.exit(status ?? 1);
