import { existsSync } from 'node:fs';
import { forwardOf, type Page } from './pages.ts';

/** Every fault in the links of a build: a page, file or fragment that is not there, or a path outside the base. */
export function brokenLinks(pages: Map<string, Page>, dist: string, base: string): string[] {
  const faults: string[] = [];
  for (const { path, root } of pages.values()) {
    for (const node of root.querySelectorAll(
      'a[href], link[href]:not([rel=canonical]), script[src], img[src], use[href]',
    )) {
      const href = node.getAttribute('href') ?? node.getAttribute('src') ?? '';
      if (/^(https?:|mailto:|data:)/.test(href)) continue;
      const at = `${path}: ${href}`;
      if (href.startsWith('/') && !href.startsWith(base)) faults.push(`${at} is outside of ${base}`);
      const target = new URL(href.startsWith('/') ? `/${href.slice(base.length)}` : href, `http://site${path}`);
      const page = pages.get(target.pathname);
      if (!page && !existsSync(`${dist}${decodeURI(target.pathname)}`)) faults.push(`${at} leads to no page or file`);
      const fragment = decodeURIComponent(target.hash.slice(1));
      // What follows the address of a set names its questions; practice reads the number of one from there.
      const isRead = target.pathname === '/set/' || (target.pathname === '/practice/' && pages.has(`/q/${fragment}/`));
      if (page && fragment && !isRead && !page.ids.has(fragment))
        faults.push(`${at} leads to no element with the id "${fragment}"`);
    }
    const forward = pages.get(path) && forwardOf(pages.get(path)!, base);
    if (forward && !pages.has(forward)) faults.push(`${path}: forwards to ${forward}, which is not there`);
  }
  return faults;
}
