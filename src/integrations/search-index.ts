import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { createIndex } from 'pagefind';
import sirv from 'sirv';
import { href } from '../lib/addresses.ts';

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
        const address = href('pagefind');
        server.middlewares.use(address, sirv('dist/pagefind', { dev: true }));
      },
    },
  };
}
