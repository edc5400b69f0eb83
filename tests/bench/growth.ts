/**
 * What growth costs: builds content of 40, 400 and 4,000 questions (or the sizes given as words), each as `npm run build` would,
 * and prints time, memory and bytes as ratios to the first. Memory is that of all processes of the build at its peak.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright/test';
import { copyProject } from '../support/scratch.ts';
import { chromiumArgs, chromiumPath } from '../tools/browsers.ts';
import { firstResult, serveBuild, splitBytes } from './first-search.ts';
import { generate } from './generate.ts';
import { printTable } from './table.ts';

/** Builds in the folder `root`: seconds on the clock, seconds of CPU, and bytes of memory, of all processes. */
async function build(root: string): Promise<{ wall: number; cpu: number; memory: number }> {
  const start = performance.now();
  // The shell knows what its children and theirs took; its process group is its own, so that they can be told by it.
  const shell = spawn('sh', ['-c', 'astro build >&2 && times'], { cwd: root, detached: true });
  let memory = 0;
  const watch = setInterval(() => {
    const lines = execFileSync('ps', ['-eo', 'pgid=,rss='], { encoding: 'utf8' }).split('\n');
    const sizes = lines.map((line) => line.trim().split(/\s+/).map(Number));
    const sum = sizes.reduce((total, [group, size = 0]) => total + (group === shell.pid ? size : 0), 0);
    memory = Math.max(memory, sum * 1024);
  }, 500);
  let out = '';
  let log = '';
  shell.stdout.on('data', (chunk) => (out += chunk));
  shell.stderr.on('data', (chunk) => (log += chunk));
  const code = await new Promise((done) => shell.on('close', done));
  clearInterval(watch);
  if (code !== 0) throw new Error(log.slice(-2000));
  const [, children = ''] = out.trim().split('\n');
  const cpu = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + 60 * Number(m) + Number(s), 0);
  return { wall: (performance.now() - start) / 1000, cpu, memory };
}

/** What the first search after loading a page sends, in bytes: all of it, and that without Pagefind's share. */
async function search(dist: string) {
  const served = await serveBuild(dist);
  const browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: chromiumArgs });
  try {
    const { own, engine, index } = splitBytes((await firstResult(browser, served, 'override dependencies')).sent);
    return { search: own + engine + index, own };
  } finally {
    await browser.close();
    served.close();
  }
}

async function measure(count: number) {
  const root = copyProject();
  try {
    rmSync(join(root, 'content'), { recursive: true });
    mkdirSync(join(root, 'content'));
    generate(join(root, 'content'), count);
    const cost = await build(root);
    const dist = join(root, 'dist');
    const files = readdirSync(dist, { recursive: true, encoding: 'utf8' });
    const bytes = (pattern: RegExp) => {
      const sizes = files.filter((file) => pattern.test(file)).map((file) => statSync(join(dist, file)).size);
      return { count: sizes.length, sum: sizes.reduce((sum, size) => sum + size, 0) };
    };
    const { count: pages } = bytes(/\.html$/);
    const answers = bytes(/^(?!(?:q|practice)\/)[^/]+\/[^/]+\/index\.html\.br$/);
    return {
      count,
      ...cost,
      pages,
      speed: pages / cost.wall,
      index: bytes(/^pagefind\/.*\.pf_/).sum,
      page: answers.sum / answers.count,
      ...(await search(dist)),
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const sizes = process.argv.slice(2).map(Number).filter(Boolean);
const rows = [];
for (const count of sizes.length > 0 ? sizes : [40, 400, 4000]) rows.push(await measure(count));
type Row = (typeof rows)[number];
const first = rows[0]!;
/** A column: the first row's value in its unit, the others as ratios to it. */
const ratio =
  (key: Exclude<keyof Row, 'count'>, unit: string, size = 1) =>
  (row: Row) =>
    row === first ? `${(row[key] / size).toFixed(0)} ${unit}` : `${(row[key] / first[key]).toFixed(2)}×`;
const columns: { [name: string]: (row: Row) => string } = {
  questions: ({ count }) => count.toLocaleString('en'),
  pages: ({ pages }) => pages.toLocaleString('en'),
  wall: ratio('wall', 's'),
  CPU: ratio('cpu', 's'),
  'peak memory': ratio('memory', 'MiB', 2 ** 20),
  speed: ratio('speed', 'pages/s'),
  'Pagefind index': ratio('index', 'KiB', 2 ** 10),
  'an answer page': ratio('page', 'bytes'),
  'a first search': ratio('search', 'bytes'),
  'of it our own': ratio('own', 'bytes'),
};
printTable(
  'Growth: generated content, as ratios to the first row',
  Object.keys(columns),
  rows.map((row) => Object.values(columns).map((cell) => cell(row))),
);
