/**
 * Lighthouse: its four scores for one page of each kind, by its mobile preset, over the files as packaged. Fetched when asked for, by
 * npx: it brings a hundred packages that nothing else needs.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { chromiumArgs, chromiumPath } from '../tools/browsers.ts';
import { serveBuild } from './first-search.ts';
import { printTable } from './table.ts';

const version = '13.5.0';
const measured = ['', 'dependencies/', 'dependencies/dependency-scopes/', 'topics/', 'changes/', 'search/'];
const categories = ['performance', 'accessibility', 'best-practices', 'seo'];

interface Report {
  categories: { [name: string]: { score: number } };
  audits: { [name: string]: { numericValue?: number } };
}

/** The report on an address, as JSON. */
async function run(address: string): Promise<Report> {
  const flags = ['--quiet', '--output=json', `--only-categories=${categories.join()}`];
  const chrome = `--chrome-flags=--headless=new ${chromiumArgs.join(' ')}`;
  // Not waited for in one piece: the server is this process.
  const { stdout } = await promisify(execFile)('npx', ['--yes', `lighthouse@${version}`, address, ...flags, chrome], {
    env: { ...process.env, CHROME_PATH: chromiumPath() },
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout) as Report;
}

const { origin, close } = await serveBuild('dist');
const rows = [];
for (const path of measured) {
  const report = await run(origin + path);
  const scores = categories.map((name) => String(Math.round(100 * (report.categories[name]?.score ?? 0))));
  const blocking = report.audits['total-blocking-time']?.numericValue ?? 0;
  rows.push([`/${path}`, ...scores, `${Math.round(blocking)} ms`]);
}
close();
printTable('Lighthouse: mobile', ['page', ...categories, 'total blocking time'], rows);
