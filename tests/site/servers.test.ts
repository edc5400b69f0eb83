import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'playwright/test';
import { readSite, serve, servers, validate } from './servers.ts';

const built = readSite('dist');

for (const name of Object.keys(servers) as (keyof typeof servers)[]) {
  for (const base of ['/', '/fastapi-answers/']) {
    test(`${name} serves the site at ${base} as promised`, async () => {
      const moved = Object.fromEntries(
        Object.entries(built.moved).map(([from, to]) => [base + from.slice(1), base + to.slice(1)]),
      );
      await serve(name, { ...built, moved, base }, `${process.cwd()}/dist`, async (get) => {
        const file = 'dependencies/dependency-scopes/';
        const html = readFileSync(`dist/${file}index.html`);
        const page = `${base}${file}`;

        const brotli = await get(page, { 'accept-encoding': 'br, gzip' });
        expect(brotli.headers['content-encoding']).toBe('br');
        expect(brotliDecompressSync(brotli.body).equals(html)).toBe(true);
        expect(brotli.headers['content-type']).toBe('text/html; charset=utf-8');
        expect(brotli.headers['cache-control']).toBe('no-cache');
        for (const [header, value] of Object.entries(built.headers))
          expect(brotli.headers[header.toLowerCase()], header).toBe(value);

        // A page that has headers of its own has each of them once, and no other page has them.
        for (const [pattern, own] of Object.entries(built.pages)) {
          const path = pattern.replace(':section/:question/', file);
          if (!existsSync(`dist/${path}index.html`)) continue;
          const { headers } = await get(base + path);
          for (const [header, value] of Object.entries({ ...built.headers, ...own }))
            expect(headers[header.toLowerCase()], `${path}: ${header}`).toBe(value);
        }

        const gzip = await get(page, { 'accept-encoding': 'gzip' });
        expect(gzip.headers['content-encoding']).toBe('gzip');
        expect(gunzipSync(gzip.body).equals(html)).toBe(true);
        expect((await get(page)).body.equals(html)).toBe(true);

        const validator = { 'accept-encoding': 'br', 'if-none-match': String(brotli.headers.etag) };
        expect((await get(page, validator)).status).toBe(304);

        const fragment = execFileSync('ls', ['dist/pagefind/fragment'], { encoding: 'utf8' }).split('\n')[0]!;
        const hashed = await get(`${base}pagefind/fragment/${fragment}`);
        expect(hashed.headers['cache-control']).toBe('public, max-age=31536000, immutable');

        const [packed = ''] = readdirSync('dist/run/files').filter((one) => one.endsWith('.brotli'));
        const named = await get(`${base}run/files/${packed}`);
        expect(named.headers['content-encoding']).toBe('br');
        expect(named.headers['cache-control']).toBe('public, max-age=31536000, immutable');
        expect(named.body.equals(readFileSync(`dist/run/files/${packed}`))).toBe(true);
        // What every browser inflates by itself is not to be inflated on its way.
        const plain = await get(`${base}run/files/${packed.replace('brotli', 'gzip')}`, {
          'accept-encoding': 'br, gzip',
        });
        expect(plain.headers['content-encoding']).toBeUndefined();
        expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');

        const framed = await get(`${page}card/`, { 'accept-encoding': 'br' });
        expect(framed.status).toBe(200);
        expect(framed.headers['content-security-policy']).toMatch(/; frame-ancestors \*$/);
        expect(framed.headers['x-frame-options']).toBeUndefined();

        const markdown = await get(page.replace(/\/$/, '.md'), { 'accept-encoding': 'br' });
        expect(markdown.headers['content-encoding']).toBe('br');
        expect(markdown.headers['content-type']).toBe('text/markdown; charset=utf-8');
        for (const [header, value] of Object.entries(built.headers))
          expect(markdown.headers[header.toLowerCase()], header).toBe(value);
        const script = await get(`${base}programs/dependencies/dependency-scopes/scopes.py`);
        expect(script.status).toBe(200);
        expect(script.headers['content-type']).toBe('text/plain; charset=utf-8');
        const gone = await get(`${base}nowhere.md`);
        expect(gone.status).toBe(404);
        expect(gone.headers['content-type']).toBe('text/html; charset=utf-8');

        const missing = await get(`${base}nowhere/`);
        expect(missing.status).toBe(404);
        expect(missing.body.toString()).toContain('There is no page at this address');
        expect(missing.headers['content-security-policy']).toContain("frame-ancestors 'none'");
        // A folder without a page is no page either, and says so in our words.
        const folder = await get(`${base}pagefind/`);
        expect(folder.status).toBe(404);
        expect(folder.body.toString()).toContain('There is no page at this address');

        const short = await get(`${base}q/19/`);
        expect(short.status).toBe(301);
        expect(short.headers.location).toBe(page);
      });
    });
  }
}

test('the printed configurations name what README names, and their servers accept them', async () => {
  const readme = readFileSync('README.md', 'utf8');
  for (const [name, file] of [
    ['nginx', 'servers/nginx.conf'],
    ['caddy', 'servers/Caddyfile'],
  ] as const) {
    const printed = readFileSync(file, 'utf8');
    for (const place of [
      '/etc/ssl/certs/fastapi-answers.pem',
      '/etc/ssl/private/fastapi-answers.key',
      '/srv/fastapi-answers',
    ]) {
      expect(printed, `${file} names ${place}`).toContain(place);
      expect(readme, `README names ${place}`).toContain(place);
    }
    const { status, said } = await validate(name, printed);
    expect(status, said).toBe(0);
    const broken = await validate(name, `${printed}}`);
    expect(broken.status, broken.said).not.toBe(0);
  }
  // Each command that publishes says where to.
  const commands = readme.match(/^.*npm run build && .*$/gm)?.filter((line) => !line.startsWith('|')) ?? [];
  expect(commands.length).toBeGreaterThan(2);
  for (const command of commands) expect(command).toMatch(/^SITE_URL=https:/);
});

/** The headers of a build, written out: a header that is lost or weakened is missed here. */
const expected = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Strict-Transport-Security': 'max-age=31536000',
  'X-Content-Type-Options': 'nosniff',
};
const hash = "'sha256-[\\w+/]{43}='";
/** The blob is the worker of Python, whose frame inherits the policy of its page; the third script is that frame's. */
const policy = new RegExp(
  "^default-src 'none'; img-src 'self'; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; form-action 'self'; base-uri 'none'; " +
    `script-src 'self' 'wasm-unsafe-eval' ${hash} ${hash} ${hash}; style-src 'self'( ${hash})+; frame-ancestors 'none'$`,
);

test('the files for hosts have every header, the redirects and the rule for hashed files', () => {
  const { 'Content-Security-Policy': csp, ...headers } = built.headers;
  expect(headers).toEqual(expected);
  expect(csp).toMatch(policy);
  for (const path of ['practice/', 'practice/mock/']) {
    const { 'Content-Security-Policy': own, ...others } = built.pages[path]!;
    expect(others).toEqual({ 'Permissions-Policy': 'camera=(), geolocation=(), microphone=(self), payment=()' });
    expect(own).toBe(csp?.replace("base-uri 'none'; ", "base-uri 'none'; media-src blob:; "));
  }
  const lines = readFileSync('dist/_headers', 'utf8').split('\n');
  expect(built.pages[':section/:question/card/']).toEqual({
    'Content-Security-Policy': csp?.replace(/'none'$/, '*'),
    'Cross-Origin-Resource-Policy': 'cross-origin',
  });
  // Cloudflare takes no longer line, and no more rules.
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(2_000);
  expect(lines.filter((line) => line.startsWith('/')).length).toBeLessThanOrEqual(100);
  expect(lines.slice(lines.indexOf('/practice/') + 1).slice(0, 1)).toEqual(['  ! Content-Security-Policy']);
  for (const folder of ['_astro', 'pagefind/fragment', 'pagefind/index', 'run/files']) {
    expect(lines[lines.indexOf(`/${folder}/*`) + 1]).toBe('  Cache-Control: public, max-age=31536000, immutable');
  }
  expect(built.moved['/q/19/']).toBe('/dependencies/dependency-scopes/');
  expect(readFileSync('dist/_redirects', 'utf8')).toContain('/q/19/ /dependencies/dependency-scopes/ 301\n');
});
