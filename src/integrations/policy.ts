import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { AstroError } from 'astro/errors';
import { hashOf, type Inline, inlineOf, policyFor, unite } from '../lib/policy.ts';
import { withOneStyle } from '../lib/slim.ts';

const anchor = '<meta charset="utf-8">';

/** The inline scripts of this site, as they stand in its pages. theme.inline.js runs in the head, before the first paint, so that a chosen theme never flashes. */
const known = ['theme', 'forward'].map((name) =>
  readFileSync(new URL(`../elements/${name}.inline.js`, import.meta.url), 'utf8'),
);

/** The script of the frame in which Python runs, and what the HTML of a page has that can make one. */
const frame = hashOf(readFileSync(new URL('../run/frame.inline.js', import.meta.url), 'utf8'));
const runs = / data-run=/;

/**
 * Gives every built page its Content-Security-Policy, and `done` what all pages have inline. Astro's own `security.csp` lists the
 * scripts of features that this site does not use in every page: eight hashes, which do not compress.
 */
export function contentSecurityPolicy(done: (inline: Inline) => void): AstroIntegration {
  return {
    name: 'content-security-policy',
    hooks: {
      'astro:build:done': ({ dir }) => {
        const root = fileURLToPath(dir);
        const pages = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'));
        const inlines = pages.map((file) => {
          const html = withOneStyle(readFileSync(root + file, 'utf8'));
          if (!html.includes(anchor)) throw new AstroError(`${file}: no ${anchor} to put the policy after`);
          const inline = allowed(file, html);
          const path = file
            .split(sep)
            .join('/')
            .replace(/index\.html$/, '');
          const meta = `<meta http-equiv="content-security-policy" content="${policyFor(inline, path)}">`;
          writeFileSync(root + file, html.replace(anchor, anchor + meta));
          return inline;
        });
        done(unite(inlines));
      },
    },
  };
}

function allowed(file: string, html: string): Inline {
  try {
    return { ...inlineOf(html, known), frame: runs.test(html) ? frame : undefined };
  } catch (error) {
    const hint = 'A script of ours is src/elements/*.inline.js and named in src/integrations/policy.ts.';
    throw new AstroError(`${file} ${(error as Error).message}`, hint);
  }
}
