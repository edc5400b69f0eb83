import rss from '@astrojs/rss';
import type { APIRoute } from 'astro';
import { absolute, href } from '../lib/addresses.ts';
import { describeChanges } from '../lib/changes.ts';
import { getAnswers, getChanges } from '../lib/collections.ts';
import { site } from '../site.ts';

/** The changes as a feed: an item for each day on which pins moved. */
export const GET: APIRoute = async () =>
  rss({
    title: site.name,
    description: 'Which answers changed with which releases.',
    site: absolute(),
    trailingSlash: false,
    items: describeChanges(await getChanges(), await getAnswers()).map(({ date, releases, summary }) => ({
      title: releases.join(', '),
      pubDate: new Date(date),
      link: href(`changes/#on-${date}`),
      description: summary,
      // A reader that has seen a day is not shown it again, wherever the site moves.
      customData: `<guid isPermaLink="false">fastapi-answers/changes/${date}</guid>`,
    })),
  });
