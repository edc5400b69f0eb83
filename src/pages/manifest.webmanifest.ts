import type { APIRoute } from 'astro';
import { href } from '../lib/addresses.ts';
import { site } from '../site.ts';
import { light } from '../study/colors.ts';

const icon = (name: string, size: number, purpose: string) => ({
  src: href(`icons/${name}.png`),
  sizes: `${size}x${size}`,
  type: 'image/png',
  purpose,
});
const shortcut = (name: string, path: string) => ({ name, url: href(path) });

/** What a system needs to install the site. */
export const GET: APIRoute = () =>
  new Response(
    JSON.stringify({
      name: site.name,
      short_name: 'FastAPI Q&A',
      description: site.description,
      lang: 'en',
      id: href(),
      scope: href(),
      start_url: href(),
      // Readers go back, and copy addresses: with the browser's own buttons, where there is a choice.
      display_override: ['minimal-ui', 'standalone'],
      display: 'standalone',
      theme_color: light.paper,
      background_color: light.paper,
      categories: ['education', 'books'],
      icons: [icon('192', 192, 'any'), icon('512', 512, 'any'), icon('maskable', 512, 'maskable')],
      shortcuts: [
        shortcut('Search', 'search/'),
        shortcut('Practice', 'practice/'),
        shortcut('Mock interview', 'practice/mock/'),
        shortcut('Which sentence is wrong?', 'practice/mistakes/'),
      ],
    }),
    { headers: { 'Content-Type': 'application/manifest+json' } },
  );
