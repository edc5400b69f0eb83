/** Makes what the tests need and npm does not bring: the Python environment, from requirements.txt, and a Chromium. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { chromiumPath } from './chromium.ts';

function fail(message: string): never {
  console.error(`\n${message}\n`);
  process.exit(1);
}

const wanted = readFileSync('.python-version', 'utf8').trim();
const stamp = '.venv/requirements.sha256';
const hash = createHash('sha256').update(readFileSync('requirements.txt')).update(wanted).digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash) {
  const version = (python: string) =>
    spawnSync(python, ['-c', 'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])'], {
      encoding: 'utf8',
    }).stdout?.trim();
  const python = [`python${wanted}`, 'python3', 'python'].find((one) => version(one) === wanted);
  if (!python) {
    fail(
      `The programs are proven on Python ${wanted}, which was not found (with its venv module). On Debian or Ubuntu: apt-get install python${wanted}-venv. Elsewhere: pyenv install ${wanted}, or python.org.`,
    );
  }
  console.log(`Python ${wanted}: installing requirements.txt into .venv …`);
  rmSync('.venv', { recursive: true, force: true });
  execFileSync(python, ['-m', 'venv', '.venv'], { stdio: 'inherit' });
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--require-hashes',
    '-r',
    'requirements.txt',
  ];
  execFileSync('.venv/bin/python', pip, { stdio: 'inherit' });
  writeFileSync(stamp, hash);
}

if (!chromiumPath()) {
  fail(
    'No Chromium was found. Run: npx playwright install chromium (or, on Debian as root: apt-get install chromium).',
  );
}
