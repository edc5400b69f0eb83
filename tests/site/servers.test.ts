import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type IncomingHttpHeaders } from 'node:http2';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'playwright/test';
import { caddyfile, headersFile, nginxConfig, type Place, redirectsFile } from '../../src/lib/servers.ts';

/** What the build wrote for servers, read back from the files for hosts, so that all configurations are known to agree. */
const built = {
  headers: Object.fromEntries(
    [
      ...readFileSync('dist/_headers', 'utf8')
        .split('\n/')[0]!
        .matchAll(/^ {2}([\w-]+): (.+)$/gm),
    ].map(([, name, value]) => [name!, value!]),
  ),
  moved: Object.fromEntries(
    readFileSync('dist/_redirects', 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' ') as [string, string]),
  ),
  hashed: ['_astro/', 'pagefind/fragment/', 'pagefind/index/'],
};
const installed = (command: string) =>
  ['/usr/sbin/', '/usr/bin/', '/usr/local/bin/'].some((folder) => existsSync(folder + command));

const freePort = () =>
  new Promise<number>((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });

/** A request over HTTP/2; headers of the response in lower case, body as bytes. */
function get(port: number, path: string, headers: { [name: string]: string } = {}) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }>((done, fail) => {
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
}

const servers = {
  nginx: (site: typeof built & { base: string }, place: Place, folder: string) => {
    const brotli = '/usr/lib/nginx/modules/ngx_http_brotli_static_module.so';
    const main = [
      existsSync(brotli) ? `load_module ${brotli};` : '',
      `daemon off; worker_processes 1; error_log ${folder}/error.log; pid ${folder}/pid; user root;`,
      'events { worker_connections 256; }',
      `http { include /etc/nginx/mime.types; access_log off; ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${folder}/${one};`).join(' ')}`,
      nginxConfig(site, { ...place, listen: `127.0.0.1:${place.listen}` }),
      '}',
    ];
    writeFileSync(`${folder}/nginx.conf`, main.join('\n'));
    return spawn(
      existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx',
      ['-c', `${folder}/nginx.conf`, '-e', `${folder}/error.log`],
      { stdio: 'pipe' },
    );
  },
  caddy: (site: typeof built & { base: string }, place: Place, folder: string) => {
    const global = `{\n  admin off\n  default_bind 127.0.0.1\n  auto_https off\n  storage file_system ${folder}\n}\n`;
    writeFileSync(`${folder}/Caddyfile`, global + caddyfile(site, place, 'localhost'));
    return spawn('caddy', ['run', '--config', `${folder}/Caddyfile`, '--adapter', 'caddyfile'], {
      stdio: 'pipe',
      env: { ...process.env, HOME: folder },
    });
  },
};

for (const [name, start] of Object.entries(servers)) {
  for (const base of ['/', '/fastapi-answers/']) {
    test(`${name} serves the site at ${base} as promised`, async () => {
      expect(
        installed(name),
        `${name} is missing. On Debian as root: apt-get install nginx libnginx-mod-http-brotli-static caddy`,
      ).toBe(true);
      const folder = mkdtempSync(join(tmpdir(), `${name}-`));
      const port = await freePort();
      const place = {
        root: `${process.cwd()}/dist`,
        listen: String(port),
        certificate: `${folder}/cert.pem`,
        key: `${folder}/key.pem`,
      };
      execFileSync(
        'openssl',
        [
          'req',
          '-x509',
          '-newkey',
          'rsa:2048',
          '-nodes',
          '-days',
          '2',
          '-subj',
          '/CN=localhost',
          '-addext',
          'subjectAltName=DNS:localhost',
          '-out',
          place.certificate,
          '-keyout',
          place.key,
        ],
        { stdio: 'pipe' },
      );
      const moved = Object.fromEntries(
        Object.entries(built.moved).map(([from, to]) => [base + from.slice(1), base + to.slice(1)]),
      );
      const server: ChildProcess = start({ ...built, moved, base }, place, folder);
      let printed = '';
      server.stderr?.on('data', (chunk) => (printed += chunk));
      try {
        await expect(async () => expect((await get(port, base)).status).toBe(200)).toPass({ timeout: 15_000 });
        const file = 'dependencies/dependency-scopes/';
        const html = readFileSync(`dist/${file}index.html`);
        const page = `${base}${file}`;

        const brotli = await get(port, page, { 'accept-encoding': 'br, gzip' });
        expect(brotli.headers['content-encoding']).toBe('br');
        expect(brotliDecompressSync(brotli.body).equals(html)).toBe(true);
        expect(brotli.headers['content-type']).toBe('text/html; charset=utf-8');
        expect(brotli.headers['cache-control']).toBe('no-cache');
        for (const [header, value] of Object.entries(built.headers))
          expect(brotli.headers[header.toLowerCase()], header).toBe(value);

        const gzip = await get(port, page, { 'accept-encoding': 'gzip' });
        expect(gzip.headers['content-encoding']).toBe('gzip');
        expect(gunzipSync(gzip.body).equals(html)).toBe(true);
        expect((await get(port, page)).body.equals(html)).toBe(true);

        const validator = { 'accept-encoding': 'br', 'if-none-match': String(brotli.headers.etag) };
        expect((await get(port, page, validator)).status).toBe(304);

        const fragment = execFileSync('ls', ['dist/pagefind/fragment'], { encoding: 'utf8' }).split('\n')[0]!;
        const hashed = await get(port, `${base}pagefind/fragment/${fragment}`);
        expect(hashed.headers['cache-control']).toBe('public, max-age=31536000, immutable');

        const missing = await get(port, `${base}nowhere/`);
        expect(missing.status).toBe(404);
        expect(missing.body.toString()).toContain('There is no page at this address');
        expect(missing.headers['content-security-policy']).toContain("frame-ancestors 'none'");

        const short = await get(port, `${base}q/19/`);
        expect(short.status).toBe(301);
        expect(short.headers.location).toBe(page);
      } catch (error) {
        throw new Error(`${error instanceof Error ? error.message : error}\n${name} printed:\n${printed}`);
      } finally {
        server.kill();
        await new Promise((done) => server.on('exit', done));
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
}

test('the files for hosts have every header, the redirects and the rule for hashed files', () => {
  const site = { ...built, base: '/' };
  expect(readFileSync('dist/_headers', 'utf8')).toBe(headersFile(site));
  expect(readFileSync('dist/_redirects', 'utf8')).toBe(redirectsFile(site));
  expect(Object.keys(built.headers)).toHaveLength(7);
  expect(built.moved['/q/19/']).toBe('/dependencies/dependency-scopes/');
});
