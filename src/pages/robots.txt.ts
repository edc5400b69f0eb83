import type { APIRoute } from 'astro';
import { site } from '../site.ts';

/** Everything may be read; the sitemap says what there is. */
export const GET: APIRoute = () =>
  new Response(`User-agent: *\nAllow: /\n\nSitemap: ${new URL(`${site.base}sitemap-index.xml`, site.url).href}\n`);
