import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { partId } from '../../src/lib/parts.ts';
import { testFileOf } from '../../src/lib/proofs.ts';
import { plainText, slugify } from '../../src/lib/text.ts';
import { copyProject } from '../support/scratch.ts';

/** A copy of the project with its tests, in which a contributor writes, renames and runs commands. */
export class Contribution {
  readonly folder = copyProject();
  /** The copy's build. */
  readonly dist = join(this.folder, 'dist');

  constructor() {
    for (const name of ['tests', 'playwright.config.ts', 'vitest.config.ts', 'pyproject.toml', 'biome.json'])
      cpSync(name, join(this.folder, name), { recursive: true });
    symlinkSync(join(process.cwd(), '.venv'), join(this.folder, '.venv'));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs a command of package.json or of a package in the copy; gives its exit status and what it printed. */
  run(command: string, ...words: string[]): { status: number | null; output: string } {
    // The port is this run's; the copy finds one of its own.
    const { SITE_PORT, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(command, words, { cwd: this.folder, encoding: 'utf8', env });
    return { status, output: `${stdout}${stderr}` };
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), text);
  }

  /** Changes a file; throws where `change` changes nothing. */
  edit(file: string, change: (text: string) => string): void {
    const text = readFileSync(join(this.folder, file), 'utf8');
    const changed = change(text);
    if (changed === text) throw new Error(`nothing to change in ${file}`);
    writeFileSync(join(this.folder, file), changed);
  }

  /** Gives a folder of `content` another name, and mends what names it, as whoever renames it must. */
  rename(from: string, to: string): void {
    const testsOf = (path: string) => (path.includes('/') ? testFileOf(path) : join('tests/examples', path));
    const move = (old: string, now: string) => renameSync(join(this.folder, old), join(this.folder, now));
    move(join('content', from), join('content', to));
    move(testsOf(from), testsOf(to));
    this.edit('content/questions.yaml', (text) =>
      text.replaceAll(new RegExp(`(path: )${from}(?=[/\\n])`, 'g'), `$1${to}`),
    );
    // An older change may name it, and what a page gives a program may be said of one of it.
    this.#replace(/^changes\.yaml$/, new RegExp(`(    - )${from}(?=[/\\n])`, 'g'), `$1${to}`);
    this.#replace(/^run\.yaml$/, new RegExp(`^(  )${from}(?=/)`, 'gm'), `$1${to}`);
    this.#replace(/\.mdx$/, new RegExp(`(\\]\\(/|proof:)${from}(?=[/#])`, 'g'), `$1${to}`);
  }

  /** Gives a heading of an answer other words, and mends what leads to it; gives its fragments, before and after. */
  renameHeading(id: string, number: number, from: string, to: string): [before: string, after: string] {
    const [before, after] = [from, to].map((text) => partId(number, slugify(plainText(text)))) as [string, string];
    this.edit(`content/${id}/index.mdx`, (text) => text.replace(`\n### ${from}\n`, `\n### ${to}\n`));
    this.#replace(/\.(mdx|yaml)$/, new RegExp(`\\b${before}(?![\\w-])`, 'g'), after);
    return [before, after];
  }

  /** Replaces in all files of `content` whose path is such a one. */
  #replace(files: RegExp, what: RegExp, by: string): void {
    for (const file of readdirSync(join(this.folder, 'content'), { recursive: true, encoding: 'utf8' })) {
      if (!files.test(file)) continue;
      const path = join(this.folder, 'content', file);
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll(what, by));
    }
  }
}
