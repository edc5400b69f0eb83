/** Runs a program of `.venv`, which is made first where it must be: `node tests/tools/python.ts ruff check content`. */
import { spawnSync } from 'node:child_process';
import { explain, makeVenv, program } from './venv.ts';

const [name = 'python', ...words] = process.argv.slice(2);
try {
  makeVenv();
} catch (error) {
  explain(error);
}
process.exit(spawnSync(program(name), words, { stdio: 'inherit' }).status ?? 1);
