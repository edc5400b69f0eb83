import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { AstroError } from 'astro/errors';
import sirv from 'sirv';
import { made, readManifest } from '../run/assets.ts';
import { site } from '../site.ts';

/** Publishes what pages fetch to run Python. Without it the site is built without "Run", which publishing (`PUBLISH=true`) refuses. */
export function pythonInThePage(): AstroIntegration {
  return {
    name: 'python-in-the-page',
    hooks: {
      'astro:build:start': ({ logger }) => {
        if (readManifest()) return;
        const missing = 'Python for the pages is not made: the site is built without "Run". Make it: npm run wheels';
        if (process.env['PUBLISH'] === 'true') throw new AstroError(missing);
        logger.warn(missing);
      },
      'astro:server:setup': ({ server }) => {
        server.middlewares.use(`${site.base}run/files`, sirv(made.files, { dev: true }));
      },
      'astro:build:done': ({ dir }) => {
        if (!readManifest()) return;
        cpSync(made.files, fileURLToPath(new URL('run/files/', dir)), { recursive: true });
        cpSync(`${made.folder}licenses.txt`, fileURLToPath(new URL('run/licenses.txt', dir)));
      },
    },
  };
}
