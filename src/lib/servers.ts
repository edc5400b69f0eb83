import { readdirSync, readFileSync } from 'node:fs';
import { inlineHashes, policyFor } from './policy.ts';

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

const year = 'public, max-age=31536000, immutable';
/** Kept, but asked for anew each time; an unchanged file costs a 304. */
const revalidate = 'no-cache';

/** The headers of a build: the policy allows the inline scripts and styles of all its pages, and nobody may frame them. */
export function headersOf(dist: string): Site['headers'] {
  const pages = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'));
  const all = pages.map((file) => inlineHashes(readFileSync(`${dist}/${file}`, 'utf8')));
  const once = (hashes: string[][]) => [...new Set(hashes.flat())].sort();
  const policy = policyFor(once(all.map(({ scripts }) => scripts)), once(all.map(({ styles }) => styles)));
  return {
    'Content-Security-Policy': `${policy}; frame-ancestors 'none'`,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'Strict-Transport-Security': 'max-age=31536000',
    'X-Content-Type-Options': 'nosniff',
  };
}

/** `_headers` as Cloudflare Pages and Netlify read it. */
export function headersFile({ base, headers, hashed }: Site): string {
  const block = (path: string, lines: [string, string][]) =>
    [path, ...lines.map(([name, value]) => `  ${name}: ${value}`)].join('\n');
  const kept = hashed.map((path) => block(`${base}${path}*`, [['Cache-Control', year]]));
  return `${[block('/*', Object.entries(headers)), ...kept].join('\n')}\n`;
}

/** `_redirects` as Cloudflare Pages and Netlify read it. */
export const redirectsFile = ({ moved }: Site) =>
  Object.entries(moved)
    .map(([from, to]) => `${from} ${to} 301\n`)
    .join('');

/** Where the files and the certificate are; `listen` is a port or `address:port`. */
export interface Place {
  root: string;
  listen: string;
  certificate: string;
  key: string;
}

/** A server block for nginx 1.22 or newer with its brotli_static module. */
export function nginxConfig(site: Site, { root, listen, certificate, key }: Place): string {
  const entries = Object.entries(site.moved).map(([from, to]) => `  ${from} ${to};`);
  const add = Object.entries(site.headers).map(([name, value]) => `  add_header ${name} "${value}" always;`);
  return `map $uri $moved {
  default "";
${entries.join('\n')}
}
map $uri $kept {
  default "${revalidate}";
${site.hashed.map((path) => `  "~^${site.base}${path}" "${year}";`).join('\n')}
}
server {
  listen ${listen} ssl http2;
  ssl_certificate ${certificate};
  ssl_certificate_key ${key};
  absolute_redirect off;
  charset utf-8;
  gzip_static on;
  brotli_static on;
  error_page 404 ${site.base}404.html;
  add_header Cache-Control $kept always;
${add.join('\n')}
  if ($moved) {
    return 301 $moved;
  }
  location ${site.base} {
    alias ${root}/;
  }
}
`;
}

/** A Caddyfile for Caddy 2.6 or newer; `listen` is a port here. */
export function caddyfile(site: Site, { root, listen, certificate, key }: Place, host: string): string {
  const headers = Object.entries(site.headers).map(([name, value]) => `    ${name} "${value}"`);
  const prefix = site.base.slice(0, -1);
  const hashed = site.hashed.map((path) => `${site.base}${path}*`).join(' ');
  return `${host}:${listen} {
  tls ${certificate} ${key}
  root * ${root}
${Object.entries(site.moved)
  .map(([from, to]) => `  redir ${from} ${to} 301`)
  .join('\n')}
  header {
${headers.join('\n')}
  }
  @hashed path ${hashed}
  header @hashed Cache-Control "${year}"
  @fresh not path ${hashed}
  header @fresh Cache-Control "${revalidate}"
  handle_path ${prefix}/* {
    file_server {
      precompressed br gzip
    }
  }
  handle_errors {
    rewrite * /404.html
    file_server
  }
}
`;
}
