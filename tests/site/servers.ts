import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type IncomingHttpHeaders } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { caddyfile } from '../../src/lib/servers/caddy.ts';
import type { Place, Site } from '../../src/lib/servers/description.ts';
import { nginxConfig } from '../../src/lib/servers/nginx.ts';
import { makeCertificate } from '../tools/certificate.ts';
import { findNginx, type Nginx } from '../tools/nginx.ts';
import { freePort } from '../tools/ports.ts';
import { program } from '../tools/venv.ts';

/** What the build in `dist` wrote for hosts, read back, so that all configurations are known to agree. */
export function readSite(dist: string): Site {
  const [everywhere = '', ...own] = readFileSync(`${dist}/_headers`, 'utf8').split('\n/');
  const headersIn = (block: string) =>
    Object.fromEntries([...block.matchAll(/^ {2}([\w-]+): (.+)$/gm)].map(([, name, value]) => [name!, value!]));
  const redirects = readFileSync(`${dist}/_redirects`, 'utf8').trim().split('\n');
  return {
    base: '/',
    headers: headersIn(everywhere),
    pages: Object.fromEntries(
      own.map((block) => [block.split('\n')[0]!, headersIn(block)] as const).filter(([path]) => path.endsWith('/')),
    ),
    moved: Object.fromEntries(redirects.map((line) => line.split(' ') as [string, string])),
    hashed: ['_astro/', 'pagefind/fragment/', 'pagefind/index/', 'run/files/'],
  };
}

/** Asks for a path over HTTP/2; headers of the response are in lower case, its body is bytes. */
export type Get = (
  path: string,
  headers?: { [name: string]: string },
) => Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }>;

const getFrom =
  (port: number): Get =>
  (path, headers = {}) =>
    new Promise((done, fail) => {
      const session = connect(`https://localhost:${port}`, { rejectUnauthorized: false });
      session.on('error', fail);
      const stream = session.request({ ':path': path, ...headers });
      let got: IncomingHttpHeaders = {};
      const chunks: Buffer[] = [];
      stream.on('response', (response) => (got = response));
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', fail);
      stream.on('end', () => {
        session.close();
        done({ status: Number(got[':status']), headers: got, body: Buffer.concat(chunks) });
      });
      stream.end();
    });

/** The main file of an nginx that runs from `folder` and has `server` among its servers. */
function nginxMain(nginx: Nginx, folder: string, server: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (one) => `${one}_temp_path ${folder}/${one};`,
  );
  return `${nginx.modules}
daemon off; worker_processes 1; error_log ${folder}/error.log; pid ${folder}/pid; user root;
events { worker_connections 256; }
http { include ${nginx.types}; access_log off; ${temporary.join(' ')}
${server}
}
`;
}

function needNginx(): Nginx {
  const nginx = findNginx();
  if (!nginx) throw new Error('An nginx with Brotli is missing. Run: npm run setup -- --system');
  return nginx;
}

/** What a server says of a configuration as it was printed, but for the certificate, which has to be there, and the port, which may be taken. */
export async function validate(
  name: keyof typeof servers,
  printed: string,
): Promise<{ status: number | null; said: string }> {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  const { certificate, key } = makeCertificate(folder);
  const port = await freePort();
  const text = printed
    .replace('/etc/ssl/certs/fastapi-answers.pem', certificate)
    .replace('/etc/ssl/private/fastapi-answers.key', key)
    .replace(/\b443\b/, String(port));
  try {
    const file = join(folder, 'config');
    const nginx = name === 'nginx' ? needNginx() : undefined;
    writeFileSync(file, nginx ? nginxMain(nginx, folder, text) : text);
    const { status, stdout, stderr } = nginx
      ? spawnSync(nginx.program, ['-t', '-c', file, '-e', `${folder}/error.log`], { encoding: 'utf8' })
      : spawnSync(program('caddy'), ['validate', '--config', file, '--adapter', 'caddyfile'], {
          encoding: 'utf8',
          env: { ...process.env, HOME: folder },
        });
    return { status, said: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The servers that the build writes configurations for, each with how it is started. */
export const servers = {
  nginx: (site: Site, place: Place, folder: string) => {
    const nginx = needNginx();
    const server = nginxConfig(site, { ...place, listen: `127.0.0.1:${place.listen}` });
    writeFileSync(`${folder}/nginx.conf`, nginxMain(nginx, folder, server));
    return spawn(nginx.program, ['-c', `${folder}/nginx.conf`, '-e', `${folder}/error.log`], { stdio: 'pipe' });
  },
  caddy: (site: Site, place: Place, folder: string) => {
    const global = `{\n  admin off\n  default_bind 127.0.0.1\n  auto_https off\n  storage file_system ${folder}\n}\n`;
    writeFileSync(`${folder}/Caddyfile`, global + caddyfile(site, place, 'localhost'));
    return spawn(program('caddy'), ['run', '--config', `${folder}/Caddyfile`, '--adapter', 'caddyfile'], {
      stdio: 'pipe',
      env: { ...process.env, HOME: folder },
    });
  },
};

/** Runs a server with its packaged configuration on the folder `root`, while `use` asks it; adds what it printed to a failure. */
export async function serve(
  name: keyof typeof servers,
  site: Site,
  root: string,
  use: (get: Get) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  const port = await freePort();
  const place = { root, listen: String(port), ...makeCertificate(folder) };
  const server = servers[name](site, place, folder);
  let printed = '';
  server.stderr.on('data', (chunk) => (printed += chunk));
  try {
    const get = getFrom(port);
    await expect(async () => expect((await get(site.base)).status).toBe(200)).toPass({ timeout: 15_000 });
    await use(get);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${name} printed:\n${printed}`);
  } finally {
    server.kill();
    await new Promise((done) => server.on('exit', done));
    rmSync(folder, { recursive: true, force: true });
  }
}
