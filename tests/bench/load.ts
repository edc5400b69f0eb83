/**
 * Load: nginx with the configuration of the build on loopback, under wrk for a bounded time. Requests for the processor's time of a page
 * against the server's smallest file, and against a file of as many bytes on the wire, which tells what is the page's doing and what
 * the bytes'. All take turns in one run, so that a busy moment falls on each; errors, and memory before and after.
 */
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../tools/certificate.ts';
import { findNginx } from '../tools/nginx.ts';
import { printTable } from './table.ts';

const nginx = findNginx();
if (!nginx || !existsSync('/usr/bin/wrk')) {
  throw new Error(
    'nginx with Brotli, or wrk, is missing. Run `npm run setup -- --system`, and on Debian: apt-get install wrk',
  );
}
const folder = mkdtempSync(join(tmpdir(), 'load-'));
const port = 8443;
const seconds = 2;
const rounds = 5;
const { certificate, key } = makeCertificate(folder);
const server = readFileSync('servers/nginx.conf', 'utf8')
  .replace('listen 443', `listen 127.0.0.1:${port}`)
  .replace('/etc/ssl/certs/fastapi-answers.pem', certificate)
  .replace('/etc/ssl/private/fastapi-answers.key', key)
  .replace('/srv/fastapi-answers', `${process.cwd()}/dist`);
writeFileSync(
  `${folder}/nginx.conf`,
  `${nginx.modules} daemon off; worker_processes 1; user root; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 512; } http { include ${nginx.types}; access_log off; ${server} }`,
);
/** Pages, each with the file that is as long as the page is on the wire; random bytes, which no server compresses. */
const pages = ['dependencies/dependency-scopes/', ''].map((page, index) => {
  const bytes = statSync(`dist/${page}index.html.br`).size;
  return { page, bytes, twin: `as-long-${index}.bin` };
});
const extra = ['smallest.txt', ...pages.map(({ twin }) => twin)];
writeFileSync('dist/smallest.txt', 'x');
for (const { bytes, twin } of pages) writeFileSync(`dist/${twin}`, randomBytes(bytes));
const nginxProcess = spawn(nginx.program, ['-c', `${folder}/nginx.conf`, '-e', `${folder}/error.log`], {
  stdio: 'ignore',
});
try {
  await new Promise((done) => setTimeout(done, 1000));
  const worker = execFileSync('pgrep', ['-P', String(nginxProcess.pid)], { encoding: 'utf8' })
    .trim()
    .split('\n')[0];
  /** Processor time that the worker has used, in ticks. Requests for each are what one worker can give, whatever else the machine does. */
  const spent = () => {
    const [user = 0, system = 0] = readFileSync(`/proc/${worker}/stat`, 'utf8')
      .split(') ')[1]!
      .split(' ')
      .slice(11, 13)
      .map(Number);
    return user + system;
  };
  const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${worker}/status`, 'utf8'))?.[1] ?? 0);
  const wrk = (path: string) => {
    const before = spent();
    const out = execFileSync(
      'wrk',
      ['-t1', '-c16', `-d${seconds}s`, '-H', 'Accept-Encoding: br', `https://127.0.0.1:${port}${path}`],
      { encoding: 'utf8' },
    );
    return {
      rate: Number(/(\d+) requests in/.exec(out)?.[1]) / (spent() - before),
      errors: /Socket errors|Non-2xx/.exec(out) ? (out.match(/(Socket errors|Non-2xx).*/)?.[0] ?? '') : 'none',
    };
  };
  const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
  const paths = ['smallest.txt', ...pages.flatMap(({ page, twin }) => [page, twin])];
  const faults = new Map<string, string>();
  const round = () =>
    new Map(
      paths.map((path) => {
        const { rate, errors } = wrk(`/${path}`);
        if (errors !== 'none') faults.set(path, errors);
        return [path, rate];
      }),
    );
  round();
  const before = memory();
  const rates = Array.from({ length: rounds }, round);
  const after = memory();
  /** How fast one is beside another: the median of the rounds, each of which has met the same moment of the machine. */
  const ratio = (one: string, other: string) =>
    median(rates.map((rate) => rate.get(one)! / rate.get(other)!)).toFixed(2);
  printTable(
    `Load: nginx over TLS on loopback, 16 connections: requests for the worker’s time, median of ${rounds} rounds of ${seconds} s`,
    ['file', 'bytes on the wire', 'rate to the smallest file', 'rate to a file of as many bytes', 'errors'],
    [
      ['a file of one byte', '1', '1.00', '1.00', faults.get('smallest.txt') ?? 'none'],
      ...pages.map(({ page, bytes, twin }) => [
        page === '' ? 'home' : 'an answer',
        String(bytes),
        ratio(page, 'smallest.txt'),
        ratio(page, twin),
        faults.get(page) ?? 'none',
      ]),
    ],
  );
  console.log(`Memory of the worker: ${before} KiB before, ${after} KiB after (${(after / before).toFixed(2)}×).`);
} finally {
  nginxProcess.kill();
  for (const file of extra) rmSync(`dist/${file}`, { force: true });
  rmSync(folder, { recursive: true, force: true });
}
