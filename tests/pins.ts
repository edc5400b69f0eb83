/**
 * The Python pins. `lock` resolves requirements.in into requirements.txt, with hashes and without addresses.
 * `refresh` first moves every pin to its newest release, then runs and records all programs anew, and notes in
 * content/changes.yaml which answers changed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';

const uv = '.cache/uv/bin/uv';
const read = (file: string) => readFileSync(file, 'utf8');
const run = (command: string, words: string[], input = '') => execFileSync(command, words, { encoding: 'utf8', input });

/** Resolves requirements, given as text, into exact versions with hashes. */
function resolve(requirements: string): string {
  if (!existsSync(uv)) {
    run(existsSync('.venv/bin/python') ? '.venv/bin/python' : 'python3', ['-m', 'venv', '.cache/uv']);
    run('.cache/uv/bin/pip', ['install', '--quiet', '--disable-pip-version-check', 'uv==0.13.9']);
  }
  const options = '--universal --generate-hashes --quiet --no-header --no-annotate --no-config'.split(' ');
  return run(uv, ['pip', 'compile', '-', '--python-version', read('.python-version').trim(), ...options], requirements);
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
  const newest = versions(resolve(wanted.replace(/==.*$/gm, '')));
  const pinned = wanted.replace(/^([\w.-]+)(\[.*\])?==.*$/gm, (line, name: string, extras = '') => {
    const version = newest.get(name.toLowerCase());
    return version ? `${name}${extras}==${version}` : line;
  });
  writeFileSync('requirements.in', pinned);
  writeFileSync('requirements.txt', resolve(pinned));
  const named = new Set([...pinned.matchAll(/^[\w.-]+/gm)].map(([name]) => name.toLowerCase()));
  const moved = [...newest].filter(([name, version]) => named.has(name) && before.get(name) !== version);
  if (moved.length === 0) {
    console.log('Every pin is at its newest release.');
    return;
  }
  for (const [name, version] of moved) console.log(`${name} ${before.get(name) ?? '(new)'} → ${version}`);

  run('node', ['tests/setup.ts']);
  const recorded = spawnSync('.venv/bin/pytest', ['tests/examples', '--record', '-q'], { stdio: 'inherit' });
  const changed = run('git', ['diff', '--name-only', '--', 'content/**/*.record.json']).split('\n');
  const answers = [...new Set(changed.filter(Boolean).map((path) => path.split('/').slice(1, 3).join('/')))];
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
    console.error('Some assertions do not hold on these releases: the answers above, or their tests, need an editor.');
    process.exit(1);
  }
}

const command = process.argv[2];
if (command === 'lock') writeFileSync('requirements.txt', resolve(read('requirements.in')));
else if (command === 'refresh') refresh();
else throw new Error('node tests/pins.ts lock | refresh');
