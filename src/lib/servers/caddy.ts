import { type Place, revalidate, type Site, year } from './description.ts';

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
  @packed path *.brotli
  header @packed Content-Encoding br
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
