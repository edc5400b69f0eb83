import { type Inline, policyFor } from '../policy.ts';

/** What a web server must know of a build: where it stands, its headers, what is hashed and what has moved. */
export interface Site {
  /** Path the site is published under, with slashes at both ends. */
  base: string;
  /** Response headers of every page and file. */
  headers: { [name: string]: string };
  /** Paths whose names change with their content, as prefixes below the base. */
  hashed: string[];
  /** Old path → new path, both with the base. */
  moved: { [from: string]: string };
}

/** How long a browser may keep a file whose name changes with its content. */
export const year = 'public, max-age=31536000, immutable';
/** Kept, but asked for anew each time; an unchanged file costs a 304. */
export const revalidate = 'no-cache';

/** The headers of a build: the policy allows what all its pages have inline, and nobody may frame them. */
export const headersFor = (inline: Inline): Site['headers'] => ({
  'Content-Security-Policy': `${policyFor(inline)}; frame-ancestors 'none'`,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Strict-Transport-Security': 'max-age=31536000',
  'X-Content-Type-Options': 'nosniff',
});

/** Where the files and the certificate are; `listen` is a port or `address:port`. */
export interface Place {
  root: string;
  listen: string;
  certificate: string;
  key: string;
}
