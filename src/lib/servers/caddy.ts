import { type Place, revalidate, type Site, types, year } from './description.ts';

/** A Caddyfile for Caddy 2.6 or newer; `listen` is a port here. */
export function caddyfile(site: Site, { root, listen, certificate, key }: Place, host: string): string {
  const setting = ([name, value]: [string, string]) => `    ${name} "${value}"`;
  const placesOf = (path: string) => {
    const place = site.base + path.replace(/:\w+/g, '*');
    return `${place} ${place}index.html`;
  };
  const pages = Object.entries(site.pages);
  const isOwn = (name: string) => pages.some(([, lines]) => lines[name] !== undefined);
  const headers = Object.entries(site.headers).filter(([name]) => !isOwn(name));
  // Caddy sets what has no matcher last: what a page has of its own needs a matcher everywhere else, too.
  const others = Object.entries(site.headers)
    .filter(([name]) => isOwn(name))
    .map(([name, value], at) => {
      const own = pages.filter(([, lines]) => lines[name] !== undefined).map(([path]) => placesOf(path));
      return `  @other${at} not path ${own.join(' ')}\n  header @other${at} ${name} "${value}"\n`;
    });
  const own = pages.map(([path, lines], at) => {
    const sets = Object.entries(lines).map(setting);
    return `  @page${at} path ${placesOf(path)}\n  header @page${at} {\n${sets.join('\n')}\n  }\n`;
  });
  // After the server has said what it takes the file for.
  const typed = Object.entries(types).map(
    ([ending, type]) => `  @${ending} path *.${ending}\n  header @${ending} >Content-Type "${type}"\n`,
  );
  const prefix = site.base.slice(0, -1);
  const hashed = site.hashed.map((path) => `${site.base}${path}*`).join(' ');
  return `${host}:${listen} {
  tls ${certificate} ${key}
  root * ${root}
${Object.entries(site.moved)
  .map(([from, to]) => `  redir ${from} ${to} 301`)
  .join('\n')}
  header {
${headers.map(setting).join('\n')}
  }
${others.join('')}${own.join('')}${typed.join('')}  @hashed path ${hashed}
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
