import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { href } from '../lib/addresses.ts';
import { movePrint } from '../lib/print-styles.ts';

/** A page of the site; a file to take away has all that it needs inside. */
const page = /(^|\/)(index|404)\.html$/;

/**
 * Moves each page's rules for paper out of its first flight, into a file that browsers load after all else and never wait for. Pages
 * with the same rules share the file. Before the policy, which hashes what is left inline.
 */
export function printStyles(): AstroIntegration {
  return {
    name: 'print-styles',
    hooks: {
      'astro:build:done': ({ dir }) => {
        const root = fileURLToPath(dir);
        for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => page.test(name))) {
          const html = readFileSync(root + file, 'utf8');
          const moved = movePrint(html, (print) => {
            const name = `_astro/print.${createHash('sha256').update(print).digest('hex').slice(0, 8)}.css`;
            if (!existsSync(root + name)) writeFileSync(root + name, print);
            return `<link rel="stylesheet" href="${href(name)}" media="print">`;
          });
          if (moved !== html) writeFileSync(root + file, moved);
        }
      },
    },
  };
}
