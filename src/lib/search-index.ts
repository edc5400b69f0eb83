import { createReadStream, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { createIndex } from 'pagefind';

const types: { [ending: string]: string } = { '.js': 'text/javascript', '.json': 'application/json' };

/** What Pagefind writes beside its engine and index: interfaces, a highlighter, an engine without a language. */
const unused = /ui\.(js|css)$|^pagefind-highlight\.js$|^wasm\.unknown/;

/** Has Pagefind index the built answer pages; in development, serves the index of the last build. */
export function searchIndex(): AstroIntegration {
  return {
    name: 'search-index',
    hooks: {
      'astro:build:done': async ({ dir, logger }) => {
        const outputPath = join(fileURLToPath(dir), 'pagefind');
        const { index, errors: faults } = await createIndex({ forceLanguage: 'en' });
        if (!index) throw new Error(`Pagefind did not start: ${faults.join('; ')}`);
        const { errors } = await index.addDirectory({ path: fileURLToPath(dir) });
        const written = await index.writeFiles({ outputPath });
        await index.deleteIndex();
        if (errors.length + written.errors.length > 0) throw new Error([...errors, ...written.errors].join('; '));
        for (const file of readdirSync(outputPath)) if (unused.test(file)) rmSync(join(outputPath, file));
        const { languages } = JSON.parse(readFileSync(join(outputPath, 'pagefind-entry.json'), 'utf8'));
        logger.info(`${languages.en.page_count} answers indexed`);
      },
      'astro:server:setup': ({ server }) => {
        server.middlewares.use((request, response, next) => {
          const [path = ''] = (request.url ?? '').split('?');
          const file = join('dist', path.slice(path.indexOf('/pagefind/')));
          if (!path.includes('/pagefind/') || path.includes('..') || !existsSync(file)) return next();
          response.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream');
          createReadStream(file).pipe(response);
        });
      },
    },
  };
}
