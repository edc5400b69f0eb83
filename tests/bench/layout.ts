/**
 * Layout: what it takes to style and lay out a page, beside a bare page of the same text: the HTML of its main part without our
 * styles, scripts, classes and the marks in code. Both are loaded by turns; medians of the processor's time, four times as long as
 * this machine takes.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'node-html-parser';
import { chromium } from 'playwright';
import sirv from 'sirv';
import { pages } from '../site/pages.ts';
import { chromiumArgs, chromiumPath } from '../tools/browsers.ts';
import { printTable } from './table.ts';

const turns = 9;
const slower = 4;
/** A task that takes longer keeps a reader waiting; what goes beyond blocks (https://web.dev/articles/tbt). */
const longTask = 50;
const measured = ['/', '/dependencies/dependency-scopes/', '/dependencies/', '/topics/'];

/** The text of a page as plain HTML: what its main part says, by the same elements. */
function bareOf(path: string): string {
  const main = parse(pages.get(path)!.root.querySelector('main')!.innerHTML);
  for (const node of main.querySelectorAll('style, script, svg')) node.remove();
  for (const node of main.querySelectorAll('pre')) node.textContent = node.text;
  for (const node of main.querySelectorAll('*')) {
    for (const name of Object.keys(node.attributes)) if (!['href', 'open'].includes(name)) node.removeAttribute(name);
  }
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Bare</title><main>${main.toString()}</main></html>`;
}

const bare = new Map(measured.map((path) => [`/bare${path}`, bareOf(path)]));
const files = sirv('dist', { dev: true });
const server = createServer((request, response) => {
  const html = bare.get(request.url ?? '');
  if (html === undefined) return files(request, response);
  response.writeHead(200, { 'content-type': 'text/html' }).end(html);
}).listen(0, '127.0.0.1');
await new Promise((done) => server.once('listening', done));
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
interface TraceEvent {
  name: string;
  tid: number;
  /** Time of the processor, in microseconds. */
  tdur?: number;
}
const browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: chromiumArgs });

/** Milliseconds of the processor, which others at work on the machine do not lengthen: style and layout, and each task, while a page loads. */
async function load(path: string): Promise<{ layout: number; longest: number; blocking: number }> {
  const page = await browser.newPage({ viewport: { width: 390, height: 664 } });
  await browser.startTracing(page, { categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'] });
  await page.goto(origin + path, { waitUntil: 'load' });
  await page.waitForTimeout(300);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  await page.close();
  // The thread that lays out is the page's own.
  const thread = traceEvents.find(({ name }) => name === 'Layout')?.tid;
  const times = (names: string[]) =>
    traceEvents.flatMap(({ name, tid, tdur }) => (tid === thread && names.includes(name) ? [(tdur ?? 0) / 1000] : []));
  const sum = (values: number[]) => values.reduce((total, one) => total + one, 0);
  const tasks = times(['RunTask']).map((time) => time * slower);
  return {
    layout: sum(times(['Layout', 'UpdateLayoutTree'])),
    longest: Math.max(...tasks),
    blocking: sum(tasks.map((time) => Math.max(0, time - longTask))),
  };
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const rows: string[][] = [];
for (const path of measured) {
  const runs: { ours: Awaited<ReturnType<typeof load>>; plain: Awaited<ReturnType<typeof load>> }[] = [];
  for (let turn = 0; turn < turns; turn += 1) runs.push({ ours: await load(path), plain: await load(`/bare${path}`) });
  const of = (key: keyof (typeof runs)[0]['ours'], who: 'ours' | 'plain') => median(runs.map((run) => run[who][key]));
  const pair = (key: 'longest' | 'blocking') =>
    [of(key, 'ours'), of(key, 'plain')].map((value) => `${Math.round(value)} ms`);
  rows.push([path, (of('layout', 'ours') / of('layout', 'plain')).toFixed(2), ...pair('longest'), ...pair('blocking')]);
}
await browser.close();
server.close();
printTable(
  `Layout: beside a bare page of the same text, ${turns} turns each, on a processor ${slower} times slower`,
  ['page', 'style and layout, as a ratio', 'longest task', 'of the bare page', 'blocking', 'of the bare page'],
  rows,
);
