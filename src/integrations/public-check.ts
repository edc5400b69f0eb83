import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { AstroError } from 'astro/errors';
import { faultsOfPublic } from '../lib/public-files.ts';

/** Stops a build that would publish what lies in public/ by mistake. */
export function publicCheck(): AstroIntegration {
  return {
    name: 'public-check',
    hooks: {
      'astro:config:setup': ({ command, config, logger }) => {
        const folder = fileURLToPath(config.publicDir);
        if (command !== 'build' || !existsSync(folder)) return;
        const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
        const files = entries
          .filter((entry) => !entry.isDirectory())
          .map((entry) => {
            const path = join(entry.parentPath, entry.name);
            return { path: relative(folder, path), size: lstatSync(path).size, isLink: entry.isSymbolicLink() };
          });
        const faults = faultsOfPublic(files);
        if (faults.length === 0) return;
        logger.error(faults.join('\n'));
        const error = new AstroError('public/ has files that are not to be published: nothing was built.');
        error.stack = '';
        throw error;
      },
    },
  };
}
