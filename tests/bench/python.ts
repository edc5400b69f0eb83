/** How long it takes until Python in a page answers its first request, from a warm cache, beside the same in Node. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { chromium } from 'playwright/test';
import { loadPyodide } from 'pyodide';
import { made, readManifest } from '../../src/run/assets.ts';
import { runnableOf } from '../../src/run/catalog.ts';
import type { Manifest, Runnable } from '../../src/run/protocol.ts';
import { serveRunner, type WithRunner } from '../support/runner.ts';
import { chromiumArgs, chromiumPath } from '../tools/browsers.ts';
import { printTable } from './table.ts';

const runs = 3;
const manifest = readManifest();
if (!manifest) throw new Error('Python for the pages is not made. Make it: npm run wheels');
const program = runnableOf('routing/path-parameters', 'catalogue.py');
const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const inflated = (name: string) => {
  const { path } = manifest.core.find((asset) => asset.name === name)!;
  return gunzipSync(readFileSync(`${made.files}${path.replace('run/files/', '')}.gzip`));
};

/** Milliseconds until the first answer and for one more, in this process. */
async function inNode({ files, app, file }: Runnable): Promise<[first: number, next: number]> {
  const folder = mkdtempSync(join(tmpdir(), 'python-'));
  const library = join(folder, 'library.zip');
  writeFileSync(library, inflated('library'));
  const pack = new Uint8Array(inflated('base'));
  const harness = readdirSync('src/run/python').filter((one) => one.endsWith('.py'));
  const began = performance.now();
  const python = await loadPyodide({ stdLibURL: library });
  const site = '/lib/python3.14/site-packages';
  python.unpackArchive(pack, 'zip', { extractDir: site });
  python.FS.mkdirTree(`${site}/in_the_page`);
  for (const name of harness)
    python.FS.writeFile(`${site}/in_the_page/${name}`, readFileSync(`src/run/python/${name}`));
  const runner = python.pyimport('in_the_page.runner').Runner();
  const ask = (what: string, words: object) => runner.answer(what, JSON.stringify(words), undefined);
  const request = { method: 'GET', target: '/books/7', headers: [], body: '', whole: false };
  await ask('lay_out', { files, env: {} });
  await ask('load', { app, file });
  await ask('begin', {});
  const answer = JSON.parse(await ask('request', request));
  if (answer.status !== 200) throw new Error(JSON.stringify(answer));
  const first = performance.now() - began;
  const then = performance.now();
  await ask('request', request);
  rmSync(folder, { recursive: true });
  return [first, performance.now() - then];
}

/** The same in a page. */
async function inPage(given: { program: Runnable; manifest: Manifest }): Promise<[first: number, next: number]> {
  const { Runner } = window as unknown as WithRunner;
  const began = performance.now();
  const runner = new Runner({ base: '/', manifest: given.manifest });
  const started = await runner.start(given.program);
  if (started.failed) throw new Error(started.sentence);
  const sent = { method: 'GET', target: '/books/7', headers: [], body: '' };
  await runner.request(sent);
  const first = performance.now() - began;
  const then = performance.now();
  await runner.request(sent);
  return [first, performance.now() - then];
}

const server = await serveRunner();
const browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: chromiumArgs });
const page = await browser.newPage();
const measured: { node: [number, number][]; page: [number, number][] } = { node: [], page: [] };
for (let run = 0; run <= runs; run += 1) {
  await page.goto(server.url);
  await page.waitForFunction(() => 'Runner' in window);
  const inThePage = await page.evaluate(inPage, { program, manifest });
  const beside = await inNode(program);
  // The first run fills the cache.
  if (run === 0) continue;
  measured.page.push(inThePage);
  measured.node.push(beside);
}
await browser.close();
server.close();
const ratio = (at: 0 | 1) => {
  const [ours, theirs] = [measured.page, measured.node].map((list) => median(list.map((one) => one[at]))) as [
    number,
    number,
  ];
  return (ours / theirs).toFixed(2);
};
printTable(
  'Python in a page: times, beside the same in Node (the first answer from a warm cache; it may take 2.5 times as long)',
  ['first answer', 'each after it'],
  [[ratio(0), ratio(1)]],
);
console.error(JSON.stringify(measured));
