import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { readMoves } from '../lib/forwards.ts';
import { readableSize } from '../lib/text.ts';
import { bundleWorker } from '../offline/bundle.ts';
import { listingAddress } from '../offline/copy.ts';
import { type Entry, keptAddress, listingOf } from '../offline/files.ts';
import { site } from '../site.ts';
import { precompress } from './packaging.ts';

/** As `digestOf` makes it in the browser. */
const digest = (content: Buffer | string): string => createHash('sha256').update(content).digest('hex').slice(0, 16);

/** After packaging, which settles every byte: the listing of what readers may keep, and the worker that goes with it. */
export function offline(): AstroIntegration {
  return {
    name: 'offline',
    hooks: {
      'astro:build:done': async ({ dir, logger }) => {
        const dist = fileURLToPath(dir);
        if (!site.offline) {
          writeFileSync(`${dist}sw.js`, await bundleWorker());
          return precompress(dist, ['sw.js']);
        }
        const entries = readdirSync(dist, { recursive: true, encoding: 'utf8' }).flatMap((file): Entry[] => {
          const address = statSync(dist + file).isFile() ? keptAddress(file) : undefined;
          if (address === undefined) return [];
          const content = readFileSync(dist + file);
          const packed = `${dist}${file}.br`;
          const sent = existsSync(packed) ? statSync(packed).size : content.length;
          return [{ address, digest: digest(content), sent, size: content.length }];
        });
        const listing = listingOf(entries, readMoves(), digest);
        writeFileSync(dist + listingAddress, JSON.stringify(listing));
        writeFileSync(`${dist}sw.js`, await bundleWorker(listing.version));
        await precompress(dist, [listingAddress, 'sw.js']);
        logger.info(`${entries.length} files to keep, ${readableSize(listing.bytes)}`);
      },
    },
  };
}
