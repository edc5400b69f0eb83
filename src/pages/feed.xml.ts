import rss from '@astrojs/rss';
import type { APIRoute } from 'astro';
import { getChanges } from '../lib/changes.ts';
import { site } from '../site.ts';

/** The changes as a feed: an item for each day on which pins moved. */
export const GET: APIRoute = async () =>
  rss({
    title: site.name,
    description: 'Which answers changed with which releases.',
    site: new URL(site.base, site.url).href,
    trailingSlash: false,
    items: (await getChanges()).map(({ date, releases, summary }) => ({
      title: releases.join(', '),
      pubDate: new Date(date),
      link: `${site.base}changes/#on-${date}`,
      description: summary,
    })),
  });
