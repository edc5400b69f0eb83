/**
 * Load: nginx with the configuration of the build on loopback, under wrk for a bounded time. Requests per second of an
 * answer against the server's smallest static file, in one run; errors and memory before and after.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
const seconds = 8;
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
writeFileSync(`dist/smallest.txt`, 'x');
const nginxProcess = spawn(nginx.program, ['-c', `${folder}/nginx.conf`, '-e', `${folder}/error.log`], {
  stdio: 'ignore',
});
try {
  await new Promise((done) => setTimeout(done, 1000));
  const worker = execFileSync('pgrep', ['-P', String(nginxProcess.pid)], { encoding: 'utf8' })
    .trim()
    .split('\n')[0];
  const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${worker}/status`, 'utf8'))?.[1] ?? 0);
  const wrk = (path: string) => {
    const out = execFileSync(
      'wrk',
      ['-t1', '-c16', `-d${seconds}s`, '-H', 'Accept-Encoding: br', `https://127.0.0.1:${port}${path}`],
      { encoding: 'utf8' },
    );
    return {
      rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)?.[1]),
      errors: /Socket errors|Non-2xx/.exec(out) ? (out.match(/(Socket errors|Non-2xx).*/)?.[0] ?? '') : 'none',
    };
  };
  wrk('/smallest.txt');
  const before = memory();
  const smallest = wrk('/smallest.txt');
  const answer = wrk('/dependencies/dependency-scopes/');
  const home = wrk('/');
  const after = memory();
  printTable(
    `Load: nginx over TLS on loopback, 16 connections, ${seconds} s each`,
    ['file', 'requests per second, as a ratio to the smallest file', 'errors'],
    [
      ['a file of one byte', '1.00', smallest.errors],
      ['an answer', (answer.rate / smallest.rate).toFixed(2), answer.errors],
      ['home', (home.rate / smallest.rate).toFixed(2), home.errors],
    ],
  );
  console.log(`Memory of the worker: ${before} KiB before, ${after} KiB after (${(after / before).toFixed(2)}×).`);
} finally {
  nginxProcess.kill();
  rmSync('dist/smallest.txt', { force: true });
  rmSync(folder, { recursive: true, force: true });
}
