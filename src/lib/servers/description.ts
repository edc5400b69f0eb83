import { type Inline, policyFor, speaking } from '../policy.ts';

/** What a web server must know of a build: where it stands, its headers, what is hashed and what has moved. */
export interface Site {
  /** Path the site is published under, with slashes at both ends. */
  base: string;
  /** Response headers of every page and file. */
  headers: { [name: string]: string };
  /** Headers of single pages, by their path below the base, in place of those of the same name; `:name` in a path is any folder. */
  pages: { [path: string]: { [name: string]: string } };
  /** Paths whose names change with their content, as prefixes below the base. */
  hashed: string[];
  /** Old path → new path, both with the base. */
  moved: { [from: string]: string };
}

/** How long a browser may keep a file whose name changes with its content. */
export const year = 'public, max-age=31536000, immutable';
/** Kept, but asked for anew each time; an unchanged file costs a 304. */
export const revalidate = 'no-cache';

const contentPolicy = (inline: Inline, path?: string, ancestors = "'none'") =>
  `${policyFor(inline, path)}; frame-ancestors ${ancestors}`;
const permissions = (microphone: '()' | '(self)') => `camera=(), geolocation=(), microphone=${microphone}, payment=()`;

/** The headers of a build: the policy allows what all its pages have inline, and nobody may frame them. */
export const headersFor = (inline: Inline): Site['headers'] => ({
  'Content-Security-Policy': contentPolicy(inline),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': permissions('()'),
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Strict-Transport-Security': 'max-age=31536000',
  'X-Content-Type-Options': 'nosniff',
});

/**
 * The headers of the pages that differ: on those on which a reader speaks, the microphone may be asked for; the card of an answer may
 * be framed by anyone, a page that takes in nothing without leave included.
 */
export const pageHeadersFor = (inline: Inline): Site['pages'] => ({
  ...Object.fromEntries(
    speaking.map((path) => [
      path,
      { 'Content-Security-Policy': contentPolicy(inline, path), 'Permissions-Policy': permissions('(self)') },
    ]),
  ),
  ':section/:question/card/': {
    'Content-Security-Policy': contentPolicy(inline, undefined, '*'),
    'Cross-Origin-Resource-Policy': 'cross-origin',
  },
});

/** What a file is by the end of its name, where servers do not agree, or leave out that it is UTF-8; static hosts know Markdown by themselves. */
export const types = {
  md: 'text/markdown; charset=utf-8',
  // Shown in the browser rather than saved.
  py: 'text/plain; charset=utf-8',
} as const;

/** Where the files and the certificate are; `listen` is a port or `address:port`. */
export interface Place {
  root: string;
  listen: string;
  certificate: string;
  key: string;
}
