import { type Site, year } from './description.ts';

/** `_headers` as Cloudflare Pages and Netlify read it. */
export function headersFile({ base, headers, hashed }: Site): string {
  const block = (path: string, lines: [string, string][]) =>
    [path, ...lines.map(([name, value]) => `  ${name}: ${value}`)].join('\n');
  const kept = hashed.map((path) => block(`${base}${path}*`, [['Cache-Control', year]]));
  return `${[block('/*', Object.entries(headers)), ...kept].join('\n')}\n`;
}

/** `_redirects` as Cloudflare Pages and Netlify read it. */
export const redirectsFile = ({ moved }: Site): string =>
  Object.entries(moved)
    .map(([from, to]) => `${from} ${to} 301\n`)
    .join('');
