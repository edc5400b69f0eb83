import { satteri } from '@astrojs/markdown-satteri';
import mdx from '@astrojs/mdx';
import sitemap from '@astrojs/sitemap';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'astro/config';
import { buildLock } from './src/integrations/build-lock.ts';
import { contentCheck } from './src/integrations/content-check.ts';
import { contentWatch } from './src/integrations/content-watch.ts';
import { offline } from './src/integrations/offline.ts';
import { packaging } from './src/integrations/packaging.ts';
import { contentSecurityPolicy } from './src/integrations/policy.ts';
import { printStyles } from './src/integrations/print-styles.ts';
import { publicCheck } from './src/integrations/public-check.ts';
import { pythonInThePage } from './src/integrations/python.ts';
import { searchIndex } from './src/integrations/search-index.ts';
import { siteAddress } from './src/integrations/site-address.ts';
import { takeAway } from './src/integrations/take-away.ts';
import { isForward } from './src/lib/forwards.ts';
import { contentPlugins } from './src/lib/markdown.ts';
import { site } from './src/site.ts';

/** What the pages have inline, which the servers' headers must allow. */
let inline = { scripts: [], styles: [] };

/** Whether search engines are told of a page; each answer of the book has a page of its own. Exercises follow their chapter. */
const isListed = (path) =>
  !isForward(path.replace(/practice\/(mistakes|predict)\/(?=.)/, '')) &&
  path !== `${site.base}book/` &&
  !path.endsWith('/card/');

/**
 * Vite asks for what a module imports before the module does, with code that is a fifth of all that a page loads, and a list of names.
 * Here that is loaded already, or soon enough.
 */
const withoutPreload = {
  name: 'without-preload',
  enforce: 'pre',
  configEnvironment: () => ({ build: { modulePreload: { resolveDependencies: () => [] } } }),
  load: (id) => (id.endsWith('vite/preload-helper.js') ? 'export const __vitePreload = (load) => load();' : undefined),
};

export default defineConfig({
  site: site.url,
  base: site.base,
  trailingSlash: 'always',
  // The default strips the white space between elements, and Pagefind then glues words together.
  compressHTML: true,
  cacheDir: './.cache/astro',
  build: { inlineStylesheets: 'always' },
  markdown: {
    // Programs are files, shown by <Program>; there are no fences to highlight.
    syntaxHighlight: false,
    processor: satteri({ hastPlugins: contentPlugins }),
  },
  integrations: [
    buildLock(),
    publicCheck(),
    contentCheck(),
    siteAddress(),
    contentWatch(),
    mdx(),
    takeAway(),
    printStyles(),
    contentSecurityPolicy((all) => (inline = all)),
    sitemap({ filter: (page) => isListed(new URL(page).pathname) }),
    searchIndex(),
    pythonInThePage(),
    packaging(() => inline),
    offline(),
  ],
  vite: {
    plugins: [tailwindcss(), withoutPreload],
    cacheDir: './.cache/vite',
    build: {
      rolldownOptions: {
        // What every page loads is one file: pieces of it that others share would each compress for themselves.
        output: {
          codeSplitting: {
            groups: [
              { name: 'core', test: /elements\/(storage|announce|stars|shortcuts|answer-link|load-on-demand)\.ts/ },
            ],
          },
        },
        // Astro marks the module of each answer for itself, has read the mark by then, and nobody can act on a warning.
        onLog: (level, log, show) => {
          if (!log.message.includes('use astro:head-inject')) show(level, log);
        },
      },
    },
  },
});
