import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'playwright/test';
import type { AnswerRuns } from '../../src/run/protocol.ts';
import { budgets } from '../budgets.ts';
import { readAnswers } from '../support/answers.ts';
import { readManifestOf, readRuns } from '../support/runner.ts';

const { core, packs } = readManifestOf();
const sizeOf = (path: string) => statSync(`dist/${path}`).size;

test('what the first run fetches is as small as is said, from a host that compresses nothing', () => {
  const sum = (form: 'gzip' | 'brotli') => core.reduce((all, { bytes }) => all + (bytes[form] ?? Number.NaN), 0);
  console.log(`gzip ${sum('gzip')}, brotli ${sum('brotli')}`);
  expect(sum('gzip')).toBeLessThanOrEqual(budgets.run.download);
  expect(sum('brotli')).toBeLessThan(sum('gzip'));
});

test('every file is there, has the bytes that are said, and is the same in each form', () => {
  for (const { path, bytes } of [...core, ...packs]) {
    expect(path).toMatch(/^run\/files\/\w+\.[0-9a-f]{8}$/);
    expect(sizeOf(`${path}.gzip`)).toBe(bytes.gzip);
    const inflated = gunzipSync(readFileSync(`dist/${path}.gzip`));
    // The page tells by its head whether a host has inflated it.
    expect(['self', '\0asm', 'PK\x03\x04']).toContain(inflated.subarray(0, 4).toString('latin1'));
    if (!bytes.brotli) continue;
    const other = readFileSync(`dist/${path}.brotli`);
    expect(other).toHaveLength(bytes.brotli);
    expect(brotliDecompressSync(other).equals(inflated)).toBe(true);
    expect(['self', '\0asm', 'PK\x03\x04']).not.toContain(other.subarray(0, 4).toString('latin1'));
  }
  expect(core.at(-1)?.name).toBe('base');
});

test('the site grows by no more than is said, and each file can be published anywhere', () => {
  const files = readdirSync('dist/run', { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const sizes = files.map((file) => statSync(`${file.parentPath}/${file.name}`).size);
  const sum = sizes.reduce((all, size) => all + size, 0);
  console.log(`dist/run: ${sum} bytes in ${sizes.length} files`);
  expect(sum).toBeLessThanOrEqual(budgets.run.site);
  expect(Math.max(...sizes)).toBeLessThan(25 * 2 ** 20);
});

test('each answer has its programs, with the packs they need', () => {
  const names = new Set(packs.map(({ name }) => name));
  for (const { id } of readAnswers()) {
    const { programs, manifest }: AnswerRuns = readRuns(id);
    expect(manifest.core, id).toEqual(core);
    for (const { files, packs: needed, app, file } of programs) {
      expect(
        needed.filter((name) => !names.has(name)),
        `${id}/${file}`,
      ).toEqual([]);
      const module = app ? `${app.replace(/:.*/, '')}.py` : file;
      expect(
        files.map(({ name }) => name),
        `${id}/${file}`,
      ).toContain(module);
    }
  }
});

test('the licences of all that is shipped are listed', () => {
  const text = readFileSync('dist/run/licenses.txt', 'utf8');
  for (const name of ['Pyodide', 'Python 3', 'fastapi', 'pydantic-core', 'sqlalchemy', 'pytest'])
    expect(text).toContain(name);
  expect(text.match(/^[\w.-]+ \d[\w.]*: see below$/gm)).toBeNull();
  expect(existsSync('dist/run/files')).toBe(true);
});
