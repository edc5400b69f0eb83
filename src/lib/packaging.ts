import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { AstroIntegration } from 'astro';
import { site } from '../site.ts';
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

/** What the servers must know of the build in `dist`; a page whose address is another becomes a redirect, which keeps fragments. */
export function describe(dist: string): Site {
  const moved: Site['moved'] = {};
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(^|\/)index\.html$/.test(file),
  );
  for (const file of files.sort()) {
    const canonical = /<link rel="canonical" href="([^"]+)"/.exec(readFileSync(dist + file, 'utf8'))?.[1];
    if (!canonical) throw new Error(`${file} has no canonical address; a layout must give it one.`);
    const [from, to] = [site.base + file.replace(/index\.html$/, ''), new URL(canonical).pathname];
    if (from !== to) moved[from] = to;
  }
  return { base: site.base, headers: headersOf(dist), hashed, moved };
}

/** Makes the build ready for its servers: compressed files, header and redirect files, and configurations in `servers/`. */
export function packaging(): AstroIntegration {
  return {
    name: 'packaging',
    hooks: {
      'astro:build:done': ({ dir }) => {
        const dist = fileURLToPath(dir);
        const description = describe(dist);
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
