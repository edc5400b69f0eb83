import { revalidate, type Site, types, year } from './description.ts';

/** `_headers` as Cloudflare Pages and Netlify read it. */
export function headersFile({ base, headers, pages, hashed }: Site): string {
  const block = (path: string, lines: [string, string][]) =>
    [path, ...lines.map(([name, value]) => `  ${name}: ${value}`)].join('\n');
  const kept = hashed.map((path) => block(`${base}${path}*`, [['Cache-Control', year]]));
  // A host's own default for scripts may be hours, and a worker that is kept is a site that stays old.
  const worker = block(`${base}sw.js`, [['Cache-Control', revalidate]]);
  // By folder, not by ending: of what comes after a star or a placeholder, hosts think differently.
  const programs = block(`${base}programs/:section/:question/*`, [['Content-Type', types.py]]);
  // Cloudflare joins what several rules say of a header, unless one takes it away first; Netlify takes the nearest rule and skips such lines.
  const own = Object.entries(pages).map(([path, lines]) =>
    [
      `${base}${path}`,
      ...Object.entries(lines).flatMap(([name, value]) => [`  ! ${name}`, `  ${name}: ${value}`]),
    ].join('\n'),
  );
  return `${[block('/*', Object.entries(headers)), ...own, programs, ...kept, worker].join('\n')}\n`;
}

/** `_redirects` as Cloudflare Pages and Netlify read it. */
export const redirectsFile = ({ moved }: Site): string =>
  Object.entries(moved)
    .map(([from, to]) => `${from} ${to} 301\n`)
    .join('');
