/** Makes what the tests need and npm does not bring: the Python environment; names what only the system can give. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { chromiumPath } from './chromium.ts';

function fail(message: string): never {
  console.error(`\n${message}\n`);
  process.exit(1);
}

const wanted = readFileSync('.python-version', 'utf8').trim();
const onPath = (command: string) =>
  `${process.env['PATH']}:/usr/sbin:/usr/local/bin`.split(':').some((folder) => existsSync(`${folder}/${command}`));
const postgres = '/usr/lib/postgresql';
const versionOf = (python: string) =>
  spawnSync(python, ['-c', 'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])'], {
    encoding: 'utf8',
  }).stdout?.trim();
const python = [`python${wanted}`, 'python3', 'python'].find((one) => versionOf(one) === wanted);

/** What must be there, by the Debian package that brings it. */
const needed: { [name: string]: boolean } = {
  chromium: chromiumPath() !== undefined,
  'firefox-esr': onPath('firefox-esr') || onPath('firefox') || existsSync(process.env['FIREFOX_PATH'] ?? ''),
  'nginx-light': onPath('nginx'),
  'libnginx-mod-http-brotli-static': existsSync('/usr/lib/nginx/modules/ngx_http_brotli_static_module.so'),
  caddy: onPath('caddy'),
  postgresql: onPath('initdb') || (existsSync(postgres) && readdirSync(postgres).length > 0),
  openssl: onPath('openssl'),
  procps: onPath('ps'),
  [`python${wanted}-venv`]: python !== undefined,
};
const missing = Object.keys(needed).filter((name) => !needed[name]);
if (missing.length > 0) {
  fail(
    `The tests run real browsers, servers and Python ${wanted}; missing are: ${missing.join(', ')}. Install them, on Debian or Ubuntu:\n  sudo apt-get install ${missing.join(' ')}`,
  );
}

const stamp = '.venv/requirements.sha256';
const hash = createHash('sha256').update(readFileSync('requirements.txt')).update(wanted).digest('hex');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash) {
  console.log(`Python ${wanted}: installing requirements.txt into .venv …`);
  rmSync('.venv', { recursive: true, force: true });
  execFileSync(python ?? 'python3', ['-m', 'venv', '.venv'], { stdio: 'inherit' });
  // The lock names every package. Were pip to resolve again, a newer release of one could stop it, or cost minutes.
  const install = '-m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt';
  for (const words of [install, '-m pip check'])
    execFileSync('.venv/bin/python', words.split(' '), { stdio: 'inherit' });
  writeFileSync(stamp, hash);
}
