import type { AstroIntegration } from 'astro';
import { placeholder } from '../lib/settings.ts';
import { site } from '../site.ts';

/** Says once, in a build for nowhere, what that means. */
export function siteAddress(): AstroIntegration {
  return {
    name: 'site-address',
    hooks: {
      'astro:build:start': ({ logger }) => {
        if (site.url !== placeholder) return;
        logger.warn(
          `SITE_URL is not set: feed, sitemap, canonical links and server files say ${placeholder}. Set it to publish.`,
        );
      },
    },
  };
}
