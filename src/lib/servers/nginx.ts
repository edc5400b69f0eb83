import { type Place, revalidate, type Site, types, year } from './description.ts';

/** The file behind a page, as a key of a map. */
const fileOf = (page: string) =>
  page.includes(':') ? `"~^${page.replace(/:\w+/g, '[^/]+')}index\\.html$"` : `${page}index.html`;

/** A server block for nginx 1.22 or newer with its brotli_static module. */
export function nginxConfig(site: Site, { root, listen, certificate, key }: Place): string {
  const entries = Object.entries(site.moved).map(([from, to]) => `  ${from} ${to};`);
  const variable = (name: string) => `$own_${name.toLowerCase().replaceAll('-', '_')}`;
  // Of a page's address, nginx sees the file behind it.
  const own = Object.entries(site.headers).flatMap(([name, value]) => {
    const pages = Object.entries(site.pages).filter(([, headers]) => headers[name] !== undefined);
    if (pages.length === 0) return [];
    const lines = pages.map(([path, headers]) => `  ${fileOf(site.base + path)} "${headers[name]}";`);
    return [`map $uri ${variable(name)} {\n  default "${value}";\n${lines.join('\n')}\n}\n`];
  });
  const add = Object.entries(site.headers).map(([name, value]) => {
    const isOwn = Object.values(site.pages).some((headers) => headers[name] !== undefined);
    return `  add_header ${name} ${isOwn ? variable(name) : `"${value}"`} always;`;
  });
  // A list of types would take the place of all that the server knows.
  const typed = Object.entries(types).map(
    ([ending, type]) => `    location ~ \\.${ending}$ {\n      types {}\n      default_type "${type}";\n    }\n`,
  );
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
${own.join('')}server {
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
${typed.join('')}  }
}
`;
}
