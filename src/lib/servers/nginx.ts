import { type Place, revalidate, type Site, year } from './description.ts';

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
map $uri $packed {
  default "";
  "~\\.brotli$" br;
}
server {
  listen ${listen} ssl http2;
  ssl_certificate ${certificate};
  ssl_certificate_key ${key};
  absolute_redirect off;
  charset utf-8;
  gzip_static on;
  brotli_static on;
  error_page 403 404 =404 ${site.base}404.html;
  add_header Cache-Control $kept always;
  add_header Content-Encoding $packed;
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
