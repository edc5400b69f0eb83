import { site } from '../site.ts';

/** The address of a page or file of the site on its server: `href('search/')` → `/base/search/`; no slash at the start. */
export const href = (path = ''): string => site.base + path;

/** The same with the origin, for whoever reads it elsewhere: feeds, share images, search engines. */
export const absolute = (path = ''): string => new URL(href(path), site.url).href;

/** A path that starts with the base, as one that starts with `/` below it. */
export const belowBase = (url: string): string => `/${url.slice(site.base.length)}`;

/** Where a file of this repository can be read: at the commit that was built, so that line numbers hold. */
export const sourceUrl = (path: string, line?: number): string =>
  `${site.repository}/blob/${site.revision}/${path}${line ? `#L${line}` : ''}`;
