/**
 * What growth costs: builds content of 40, 400 and 4,000 questions (or the sizes given as words) and prints each build's
 * wall and CPU time, peak memory and index as ratios to the first. The content is the real content, copied with other
 * numbers, addresses and, seeded, other words, so that the vocabulary grows too.
 */
import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { pickBy } from '../unit/mutations.ts';
import { printTable } from './table.ts';

interface Section {
  id: string;
  questions: string[];
}
const sections = parse(readFileSync('content/sections.yaml', 'utf8')) as Section[];
const real = sections.flatMap(({ questions }) => questions).length;
const syllables = 'ba ce di fo gu la me ni po ru sa te vi zo'.split(' ');

/** Replaces one long word in eight of a body by a made-up one; the same for the same seed. */
function reword(text: string, seed: number): string {
  const pick = pickBy(seed);
  return text.replace(/(?<=[a-z,;] )[a-z]{6,}(?=[ ,.])(?![^<]*\/>)/g, (word) =>
    pick([1, 2, 3, 4, 5, 6, 7, 8]) === 1 ? [1, 2, 3].map(() => pick(syllables)).join('') : word,
  );
}

/** Writes `count` questions into the folder `content`. */
function generate(content: string, count: number): void {
  const all: Section[] = [];
  for (let copy = 0; copy < Math.ceil(count / real); copy += 1) {
    for (const section of sections) {
      const id = copy === 0 ? section.id : `${section.id}-${copy + 1}`;
      all.push({ ...section, id });
      for (const question of section.questions) {
        const folder = join(content, id, question);
        cpSync(join('content', section.id, question), folder, { recursive: true });
        if (copy === 0) continue;
        const file = join(folder, 'index.mdx');
        const text = readFileSync(file, 'utf8')
          .replace(/^number: (\d+)$/m, (_, number) => `number: ${Number(number) + copy * real}`)
          .replace(/\]\(\/([a-z]+)\//g, `](/$1-${copy + 1}/`);
        const body = text.indexOf('\n---\n', 4);
        writeFileSync(file, text.slice(0, body) + reword(text.slice(body), copy));
      }
    }
  }
  writeFileSync(join(content, 'sections.yaml'), stringify(all));
  for (const file of ['forwards.yaml', 'changes.yaml']) cpSync(join('content', file), join(content, file));
}

/** Sum of the sizes of all files below a folder. */
const bytesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => statSync(join(folder, file)))
    .reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0);

/** Builds in a folder of its own and measures the process: seconds, bytes. */
async function measure(count: number) {
  const root = mkdtempSync(join(tmpdir(), 'growth-'));
  for (const name of [
    'src',
    'public',
    'package.json',
    'astro.config.mjs',
    'tsconfig.json',
    'requirements.txt',
    '.python-version',
  ]) {
    cpSync(name, join(root, name), { recursive: true });
  }
  symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
  mkdirSync(join(root, 'content'));
  generate(join(root, 'content'), count);
  const script = `import { build } from 'astro'; await build({ logLevel: 'error' }); const u = process.resourceUsage(); console.log(JSON.stringify({ cpu: (u.userCPUTime + u.systemCPUTime) / 1e6, memory: u.maxRSS * 1024 }));`;
  const start = performance.now();
  const printed = await new Promise<string>((done, fail) => {
    const child = spawn(process.execPath, ['--max-old-space-size=16000', '--input-type=module', '-e', script], {
      cwd: root,
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.on('close', (code) => (code === 0 ? done(out) : fail(new Error(err || out))));
  });
  const wall = (performance.now() - start) / 1000;
  const { cpu, memory } = JSON.parse(printed.trim().split('\n').at(-1) ?? '{}') as { cpu: number; memory: number };
  const dist = join(root, 'dist');
  const pages = Number(execFileSync('sh', ['-c', `find '${dist}' -name '*.html' | wc -l`], { encoding: 'utf8' }));
  const page = statSync(join(dist, 'dependencies/dependency-scopes/index.html.br')).size;
  const index = bytesOf(join(dist, 'pagefind'));
  const layer = readdirSync(dist)
    .filter((file) => /^search.*\.json\.br$/.test(file))
    .reduce((sum, file) => sum + statSync(join(dist, file)).size, 0);
  rmSync(root, { recursive: true, force: true });
  return { count, pages, wall, cpu, memory, index, page, layer };
}

const sizes = process.argv.slice(2).map(Number).filter(Boolean);
const rows = [];
for (const count of sizes.length > 0 ? sizes : [40, 400, 4000]) rows.push(await measure(count));
const [first] = rows;
if (!first) throw new Error('no sizes');
const times = (value: number, base: number) => `${(value / base).toFixed(2)}×`;
printTable(
  'Growth: builds, as ratios to the first row',
  [
    'questions',
    'pages',
    'wall',
    'CPU',
    'peak memory',
    'pages/s',
    'Pagefind index',
    'bytes of a page',
    'small search layer',
  ],
  rows.map((row) => [
    String(row.count),
    String(row.pages),
    row === first ? `${row.wall.toFixed(0)} s` : times(row.wall, first.wall),
    row === first ? `${row.cpu.toFixed(0)} s` : times(row.cpu, first.cpu),
    row === first ? `${Math.round(row.memory / 2 ** 20)} MiB` : times(row.memory, first.memory),
    (row.pages / row.wall).toFixed(0),
    row === first ? `${Math.round(row.index / 1024)} KiB` : times(row.index, first.index),
    row === first ? String(row.page) : times(row.page, first.page),
    row === first ? String(row.layer) : first.layer > 0 ? times(row.layer, first.layer) : '–',
  ]),
);
