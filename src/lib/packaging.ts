import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { AstroIntegration } from 'astro';
import { site } from '../site.ts';
import { readForwards } from './forwards.ts';
import { caddyfile, headersFile, headersOf, nginxConfig, redirectsFile, type Site } from './servers.ts';

/** Folders in which a file's name changes with its content. */
const hashed = ['_astro/', 'pagefind/fragment/', 'pagefind/index/'];
const compressible = /\.(html|js|css|svg|json|xml|txt|webmanifest|pagefind|pf_\w+)$/;

/** Writes `.br` and `.gz` beside every file that shrinks, so that no server compresses the same bytes twice. */
export function precompress(dist: string): void {
  for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (!compressible.test(file) || !statSync(dist + file).isFile()) continue;
    const content = readFileSync(dist + file);
    const brotli = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    if (brotli.length >= content.length) continue;
    writeFileSync(`${dist}${file}.br`, brotli);
    writeFileSync(`${dist}${file}.gz`, gzipSync(content, { level: 9 }));
  }
}

/** What the servers must know of the build in `dist`; short links and moved pages become redirects, which keep fragments. */
export function describe(dist: string, routes: { pathname?: string | undefined }[] = []): Site {
  const moved: Site['moved'] = {};
  for (const path of routes.map(({ pathname }) => pathname ?? '').filter((one) => /^\/?q\/\d+\/$/.test(one))) {
    const target = /url=([^"]+)"/.exec(readFileSync(`${dist}${path.replace(/^\//, '')}index.html`, 'utf8'))?.[1];
    if (target) moved[site.base + path.replace(/^\//, '')] = target;
  }
  for (const [from, to] of Object.entries(readForwards().pages))
    moved[site.base + from.slice(1)] = site.base + to.slice(1);
  return { base: site.base, headers: headersOf(dist), hashed, moved };
}

/** Makes the build ready for its servers: compressed files, header and redirect files, and configurations in `servers/`. */
export function packaging(): AstroIntegration {
  return {
    name: 'packaging',
    hooks: {
      'astro:build:done': ({ dir, pages }) => {
        const dist = fileURLToPath(dir);
        const description = describe(dist, pages);
        writeFileSync(`${dist}_headers`, headersFile(description));
        writeFileSync(`${dist}_redirects`, redirectsFile(description));
        precompress(dist);
        const servers = fileURLToPath(new URL('../servers/', dir));
        mkdirSync(servers, { recursive: true });
        const place = {
          root: '/srv/fastapi-answers',
          listen: '443',
          certificate: '/etc/ssl/certs/fastapi-answers.pem',
          key: '/etc/ssl/private/fastapi-answers.key',
        };
        writeFileSync(`${servers}nginx.conf`, nginxConfig(description, place));
        writeFileSync(`${servers}Caddyfile`, caddyfile(description, place, new URL(site.url).host));
      },
    },
  };
}
