/**
 * The Python pins. `lock` resolves requirements.in into requirements.txt, with hashes and without addresses.
 * `refresh` first moves every pin to its newest release, then runs and records all programs anew, and notes in
 * content/changes.yaml which answers changed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { explain, Missing, makeVenv, program, wanted as python } from './venv.ts';

const read = (file: string) => readFileSync(file, 'utf8');

/** Resolves requirements, given as text, into exact versions with hashes. */
function resolve(requirements: string): string {
  const options = '--universal --generate-hashes --quiet --no-header --no-annotate --no-config'.split(' ');
  const words = ['pip', 'compile', '-', '--python-version', python, ...options];
  const { status, stdout, stderr } = spawnSync(program('uv'), words, { encoding: 'utf8', input: requirements });
  if (status !== 0) throw new Missing(`requirements.in could not be resolved, and no file was changed:\n${stderr}`);
  return stdout;
}

/** The version of each package in a resolved file. */
const versions = (resolved: string) =>
  new Map(
    [...resolved.matchAll(/^([\w.-]+)==([^\s;\\]+)/gm)].map(([, name = '', version = '']) => [
      name.toLowerCase(),
      version,
    ]),
  );

function refresh(): void {
  const before = versions(read('requirements.txt'));
  const wanted = read('requirements.in');
  const pin = /^([\w.-]+)(\[.*\])?==[^\s;]+/gm;
  const newest = versions(resolve(wanted.replace(pin, '$1$2')));
  const pinned = wanted.replace(pin, (line, name: string, extras = '') => {
    const version = newest.get(name.toLowerCase());
    return version ? `${name}${extras}==${version}` : line;
  });
  const resolved = resolve(pinned);
  const named = new Set([...pinned.matchAll(/^[\w.-]+/gm)].map(([name]) => name.toLowerCase()));
  const moved = [...newest].filter(([name, version]) => named.has(name) && before.get(name) !== version);
  if (moved.length === 0) {
    console.log('Every pin is at its newest release.');
    return;
  }
  writeFileSync('requirements.in', pinned);
  writeFileSync('requirements.txt', resolved);
  for (const [name, version] of moved) console.log(`${name} ${before.get(name) ?? '(new)'} → ${version}`);

  makeVenv();
  const recorded = spawnSync(program('pytest'), ['tests/examples', '--record', '-q'], { stdio: 'inherit' });
  const status = ['status', '--porcelain', '--untracked-files=all', '--', 'content/**/*.record.json'];
  const changed = execFileSync('git', status, { encoding: 'utf8' }).split('\n').filter(Boolean);
  const answers = [...new Set(changed.map((line) => line.slice(3).split('/').slice(1, 3).join('/')))];
  console.log(
    answers.length > 0 ? `Changed answers:\n${answers.map((one) => `  ${one}`).join('\n')}` : 'No answer changed.',
  );
  const list = (items: string[]) => (items.length > 0 ? `\n${items.map((one) => `    - ${one}`).join('\n')}` : ' []');
  const releases = moved.map(([name, version]) => `${name} ${version}`);
  appendFileSync(
    'content/changes.yaml',
    `- date: ${new Date().toISOString().slice(0, 10)}\n  releases:${list(releases)}\n  answers:${list(answers)}\n`,
  );
  if (recorded.status !== 0) {
    throw new Missing(
      'Some assertions do not hold on these releases: the answers above, or their tests, need an editor.',
    );
  }
}

try {
  // All tools are there, and the old pins run, before a file is written.
  makeVenv();
  const command = process.argv[2];
  if (command === 'lock') writeFileSync('requirements.txt', resolve(read('requirements.in')));
  else if (command === 'refresh') refresh();
  else throw new Missing('Choose: npm run lock, or npm run refresh');
} catch (error) {
  explain(error);
}
