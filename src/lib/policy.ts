import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

/** Nothing but our own files; WebAssembly and a worker because Pagefind is made of them. */
const directives = [
  "default-src 'none'",
  "img-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
];

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The hashes of the inline scripts and styles of a page, each once. Data blocks such as JSON-LD are not run: they need none. */
export function inlineHashes(html: string): { scripts: string[]; styles: string[] } {
  const hashes = (pattern: RegExp) => [...new Set([...html.matchAll(pattern)].map((match) => hashOf(match[1] ?? '')))];
  return {
    scripts: hashes(/<script(?![^>]*\ssrc=)(?![^>]*type="application\/)[^>]*>([\s\S]*?)<\/script>/g),
    styles: hashes(/<style[^>]*>([\s\S]*?)<\/style>/g),
  };
}

/** The Content-Security-Policy that lets exactly those inline scripts and styles work. */
export const policyFor = (scripts: string[], styles: string[]) =>
  [
    ...directives,
    ["script-src 'self' 'wasm-unsafe-eval'", ...scripts].join(' '),
    ["style-src 'self'", ...styles].join(' '),
  ].join('; ');

/**
 * Gives every built page its Content-Security-Policy. Astro's own `security.csp` lists the scripts of features that this
 * site does not use in every page: eight hashes, which do not compress.
 */
export function contentSecurityPolicy(): AstroIntegration {
  return {
    name: 'content-security-policy',
    hooks: {
      'astro:build:done': ({ dir }) => {
        const root = fileURLToPath(dir);
        for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((one) =>
          one.endsWith('.html'),
        )) {
          const html = readFileSync(root + file, 'utf8');
          const { scripts, styles } = inlineHashes(html);
          const meta = `<meta http-equiv="content-security-policy" content="${policyFor(scripts, styles)}">`;
          const anchor = '<meta charset="utf-8">';
          if (!html.includes(anchor)) throw new Error(`${file}: no ${anchor} to put the policy after`);
          writeFileSync(root + file, html.replace(anchor, anchor + meta));
        }
      },
    },
  };
}
