import { satteri } from '@astrojs/markdown-satteri';
import mdx from '@astrojs/mdx';
import sitemap from '@astrojs/sitemap';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'astro/config';
import { contentCheck } from './src/lib/check/index.ts';
import { isForward } from './src/lib/forwards.ts';
import { contentPlugins } from './src/lib/markdown.ts';
import { contentSecurityPolicy } from './src/lib/policy.ts';
import { packaging } from './src/lib/packaging.ts';
import { searchIndex } from './src/lib/search-index.ts';
import { site } from './src/site.ts';

export default defineConfig({
  site: site.url,
  base: site.base,
  trailingSlash: 'always',
  // The default strips the white space between elements, and Pagefind then glues words together.
  compressHTML: true,
  cacheDir: './.cache/astro',
  build: { inlineStylesheets: 'always' },
  // On intent only, and not for readers who save data.
  prefetch: { prefetchAll: true, defaultStrategy: 'hover' },
  markdown: {
    // Programs are files, shown by <Program>; there are no fences to highlight.
    syntaxHighlight: false,
    processor: satteri({ hastPlugins: contentPlugins }),
  },
  integrations: [
    contentCheck(),
    mdx(),
    contentSecurityPolicy(),
    sitemap({ filter: (page) => !isForward(new URL(page).pathname) }),
    searchIndex(),
    packaging(),
  ],
  vite: {
    plugins: [tailwindcss()],
    cacheDir: './.cache/vite',
    build: {
      rolldownOptions: {
        // Astro marks the module of each answer for itself, has read the mark by then, and nobody can act on a warning.
        onLog: (level, log, show) => {
          if (!log.message.includes('use astro:head-inject')) show(level, log);
        },
      },
    },
  },
});
