import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { AstroIntegration } from 'astro';
import { readMoves } from '../lib/forwards.ts';
import type { Inline } from '../lib/policy.ts';
import { caddyfile } from '../lib/servers/caddy.ts';
import { headersFor, pageHeadersFor, type Site } from '../lib/servers/description.ts';
import { nginxConfig } from '../lib/servers/nginx.ts';
import { headersFile, redirectsFile } from '../lib/servers/static-hosts.ts';
import { scriptless, slim } from '../lib/slim.ts';
import { site } from '../site.ts';

/** Folders in which a file's name changes with its content. */
const hashed = ['_astro/', 'pagefind/fragment/', 'pagefind/index/', 'run/files/'];
/** Pagefind's engine, index and fragments are not among them: they are compressed as Pagefind writes them. */
const compressible = /\.(html|js|css|svg|json|xml|txt|md|py|wasm|webmanifest)$/;
/** Bytes from which the last percents cost seconds: only files for machines are that large. */
const large = 2 ** 18;
const pack = { br: promisify(brotliCompress), gz: promisify(gzip) };

/** Writes `.br` and `.gz` beside each of `files` below `dist` that shrinks, so that no server compresses the same bytes twice. */
export async function precompress(dist: string, files: string[]): Promise<void> {
  const waiting = files.filter((file) => compressible.test(file)).values();
  // Brotli at its best is half of a build: one file per processor at a time, each taking the next that waits.
  const packNext = async () => {
    for (const file of waiting) {
      const content = await readFile(dist + file);
      const params = { [constants.BROTLI_PARAM_QUALITY]: content.length > large ? 9 : 11 };
      const brotli = await pack.br(content, { params });
      if (brotli.length >= content.length) continue;
      await writeFile(`${dist}${file}.br`, brotli);
      await writeFile(`${dist}${file}.gz`, await pack.gz(content, { level: 9 }));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, packNext));
}

/** Makes the build ready for its servers: slim pages, compressed files, header and redirect files, and configurations in `servers/`. */
export function packaging(inline: () => Inline): AstroIntegration {
  return {
    name: 'packaging',
    hooks: {
      'astro:build:done': async ({ dir }) => {
        const dist = fileURLToPath(dir);
        const description: Site = {
          base: site.base,
          headers: headersFor(inline()),
          pages: pageHeadersFor(inline()),
          hashed,
          moved: readMoves(),
        };
        writeFileSync(`${dist}_headers`, headersFile(description));
        writeFileSync(`${dist}_redirects`, redirectsFile(description));
        for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
          if (!file.endsWith('.html')) continue;
          const html = slim(readFileSync(dist + file, 'utf8'));
          writeFileSync(dist + file, basename(dirname(file)) === 'card' ? scriptless(html) : html);
        }
        await precompress(dist, readdirSync(dist, { recursive: true, encoding: 'utf8' }));
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
