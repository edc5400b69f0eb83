/**
 * Makes what a page fetches to run Python, in .cache/run: `npm run wheels`. Wheels come by hash from the lock, by way of pip, and Pyodide from
 * npm; both are repacked into few files that compress well. Nothing is done where that has been made from the same before.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { made } from '../../src/run/assets.ts';
import { inThePage, type Locked, lockedFor, requirementsFile } from '../../src/run/lock.ts';
import { bundleOf, licenseOf, membersOf, modulesOf, storedZip } from '../../src/run/pack.ts';
import { packs } from '../../src/run/packs.ts';
import type { Asset, Manifest } from '../../src/run/protocol.ts';
import { explain, findPython, Missing } from './venv.ts';

const pyodide = 'node_modules/pyodide/';
const wheels = '.cache/wheels/';
const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

/** The wheel of each package that the folder has, by the package's name: the one whose hash the lock knows. */
function findWheels(packages: readonly Locked[]): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  if (!existsSync(wheels)) return found;
  for (const file of readdirSync(wheels).filter((one) => one.endsWith('.whl'))) {
    const content = readFileSync(wheels + file);
    const hash = sha256(content);
    const owner = packages.find(({ hashes }) => hashes.has(hash));
    if (owner) found.set(owner.name, content);
  }
  return found;
}

/** Fetches the wheels that are not there yet. */
function fetchWheels(packages: readonly Locked[]): Map<string, Uint8Array> {
  const there = findWheels(packages);
  const missing = packages.filter(({ name }) => !there.has(name));
  if (missing.length === 0) return there;
  const python = findPython();
  if (!python)
    throw new Missing(
      'Python in the page is made of wheels that pip fetches, and this machine has no Python with pip. Install one: npm run setup -- --system',
    );
  mkdirSync(wheels, { recursive: true });
  const list = `${wheels}requirements.txt`;
  writeFileSync(list, requirementsFile(missing));
  const { platform, python: version } = inThePage;
  const target = [
    '--platform',
    platform,
    '--platform',
    'any',
    '--implementation',
    'cp',
    '--abi',
    'cp314',
    '--abi',
    'none',
  ];
  const words = [
    '-m',
    'pip',
    '--disable-pip-version-check',
    'download',
    '--quiet',
    '--no-deps',
    '--require-hashes',
    '--only-binary',
    ':all:',
  ];
  const [command = '', ...first] = python;
  console.log(`Python in the page: fetching ${missing.length} wheels …`);
  const { status, stderr } = spawnSync(
    command,
    [...first, ...words, ...target, '--python-version', version.replace('.', ''), '--dest', wheels, '-r', list],
    { encoding: 'utf8' },
  );
  const now = findWheels(packages);
  const lacking = packages.filter(({ name }) => !now.has(name));
  if (lacking.length === 0) return now;
  const said = stderr.trim().split('\n').at(-1) || `pip ended with ${status}`;
  throw new Missing(
    `Python in the page needs wheels that pip could not fetch: ${lacking.map(({ name, version: release }) => `${name} ${release}`).join(', ')} (${said}). Connect this machine to a package index and run: npm run wheels`,
  );
}

const compressions = {
  gzip: (content: Uint8Array) => gzipSync(content, { level: 9 }),
  brotli: (content: Uint8Array) => {
    const { BROTLI_PARAM_QUALITY: quality, BROTLI_PARAM_LGWIN: window, BROTLI_PARAM_SIZE_HINT: size } = constants;
    return brotliCompressSync(content, { params: { [quality]: 9, [window]: 24, [size]: content.length } });
  },
};

/** Writes a file as a page fetches it, in each of the `forms`. */
function write(name: string, content: Uint8Array, forms: readonly (keyof typeof compressions)[]): Asset {
  const stem = `${name}.${sha256(content).slice(0, 8)}`;
  const bytes = { gzip: 0 } as { gzip: number; brotli?: number };
  for (const form of forms) {
    const packed = compressions[form](content);
    writeFileSync(`${made.files}${stem}.${form}`, packed);
    bytes[form] = packed.length;
  }
  return { name, path: `run/files/${stem}`, bytes };
}

const both = ['gzip', 'brotli'] as const;

/** Makes everything from the wheels, and says what it is. */
function make(found: ReadonlyMap<string, Uint8Array>, packages: readonly Locked[]): Manifest {
  rmSync(made.folder, { recursive: true, force: true });
  mkdirSync(made.files, { recursive: true });
  const read = (file: string) => readFileSync(pyodide + file);
  const core = [
    write('pyodide', Buffer.from(bundleOf(read('pyodide.mjs').toString(), read('pyodide.asm.mjs').toString())), both),
    write('python', read('pyodide.asm.wasm'), both),
    write('library', storedZip(membersOf([read('python_stdlib.zip')])), both),
  ];
  const modules: { [pack: string]: string[] } = {};
  const assets = packs.map(({ name, packages: names }) => {
    const members = membersOf(names.map((one) => found.get(one)!));
    modules[name] = modulesOf(members.keys());
    return write(name, storedZip(members), name === 'base' ? both : ['gzip']);
  });
  const { version } = JSON.parse(read('package.json').toString());
  const licenses = [
    `Pyodide ${version}: MPL-2.0, https://github.com/pyodide/pyodide\nPython ${inThePage.python}: PSF-2.0, https://docs.python.org/3/license.html\n`,
    ...packages.map((one) => licenseOf(one.name, one.version, found.get(one.name)!)),
  ];
  writeFileSync(`${made.folder}licenses.txt`, licenses.join(`\n${'-'.repeat(72)}\n`));
  return {
    core: [...core, ...assets.filter(({ name }) => name === 'base')],
    packs: assets.filter(({ name }) => name !== 'base'),
    modules,
  };
}

/** Makes what a page fetches, where it is not there yet. */
export function makeWheels(): void {
  const packages = lockedFor(
    readFileSync('requirements.txt', 'utf8'),
    packs.flatMap(({ packages }) => packages),
  );
  const sources = ['src/run/pack.ts', 'src/run/packs.ts', 'tests/tools/wheels.ts', `${pyodide}package.json`];
  const from = sha256([requirementsFile(packages), ...sources.map((file) => readFileSync(file, 'utf8'))].join('\0'));
  if (existsSync(made.manifest) && JSON.parse(readFileSync(made.manifest, 'utf8')).from === from) return;
  const manifest = make(fetchWheels(packages), packages);
  writeFileSync(made.manifest, `${JSON.stringify({ from, manifest }, null, 2)}\n`);
  const sum = (form: 'gzip' | 'brotli', assets: readonly Asset[]) =>
    assets.reduce((all, { bytes }) => all + (bytes[form] ?? 0), 0);
  const { core, packs: others } = manifest;
  console.log(
    `Python in the page: ${sum('gzip', core)} bytes (brotli ${sum('brotli', core)}), ${sum('gzip', others)} more in packs that some programs need`,
  );
}

if (process.argv[1]?.endsWith('wheels.ts')) {
  try {
    makeWheels();
  } catch (error) {
    explain(error);
  }
}
