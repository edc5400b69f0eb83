import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { AstroError } from 'astro/errors';
import { releaseLock, takeLock } from '../lib/lock-file.ts';

/** Lets one build at a time write into a folder: a second one would empty it under the first. */
export function buildLock(): AstroIntegration {
  return {
    name: 'build-lock',
    hooks: {
      'astro:config:setup': ({ command, config }) => {
        if (command !== 'build') return;
        const folder = relative(fileURLToPath(config.root), fileURLToPath(config.outDir)) || '.';
        const lock = fileURLToPath(new URL(`.cache/building-${folder.replace(/\W+/g, '-')}.lock`, config.root));
        const holder = takeLock(lock);
        if (holder) {
          const error = new AstroError(
            `Another build (process ${holder}) writes into ${folder}: nothing was built. Wait until it ends, or choose another folder: npm run build -- --outDir other`,
          );
          error.stack = '';
          throw error;
        }
        // Whichever way this build ends.
        process.once('exit', () => releaseLock(lock));
      },
    },
  };
}
