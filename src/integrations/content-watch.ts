import { relative, resolve } from 'node:path';
import type { AstroIntegration } from 'astro';
import { checkContent, formatFault } from '../check/index.ts';

/** What of `content/` Astro itself does not watch: it reloads `index.mdx` and the YAML files of its collections. */
const unwatched = /\.(py|json|sh|conf|yaml|yml|toml|proto|graphql)$|Dockerfile$/;

/**
 * In development: checks the content whenever a file of it changes, shows its faults over the page until they are mended, and
 * reloads the page for programs, records and lists, which Astro does not watch.
 */
export function contentWatch(): AstroIntegration {
  return {
    name: 'content-watch',
    hooks: {
      'astro:server:setup': ({ server, logger }) => {
        const content = resolve('content');
        server.watcher.add([content, resolve('tests/examples'), resolve('requirements.txt')]);
        let faulty = false;
        const show = (path: string) => {
          const ours = path.startsWith(content) || path.startsWith(resolve('tests/examples'));
          if (!ours || path.includes('__pycache__')) return;
          const faults = checkContent('content').map(formatFault);
          if (faults.length > 0) {
            logger.error(faults.join('\n'));
            const message = faults.join('\n\n');
            server.ws.send({ type: 'error', err: { message, stack: '', id: relative('.', path), plugin: 'content' } });
          } else if (faulty || unwatched.test(path)) server.ws.send({ type: 'full-reload' });
          faulty = faults.length > 0;
        };
        for (const event of ['add', 'change', 'unlink'] as const) server.watcher.on(event, show);
        // A page that is asked for before Astro has read a file shows what was there, and is not connected yet when it is told of it.
        let [asked, stored] = [0, 0];
        server.middlewares.use(({ headers }, _, next) => {
          if (headers.accept?.includes('text/html')) asked = Date.now();
          next();
        });
        server.watcher.on('change', (path) => {
          if (/\.astro[\\/]data-store/.test(path)) stored = Date.now();
        });
        // A page that is opened while the content is at fault is told of it too.
        server.ws.on('connection', () => {
          if (stored > asked) server.ws.send({ type: 'full-reload' });
          const faults = checkContent('content').map(formatFault);
          faulty = faults.length > 0;
          if (faulty) {
            const err = { message: faults.join('\n\n'), stack: '', plugin: 'content' };
            setTimeout(() => server.ws.send({ type: 'error', err }), 100);
          }
        });
      },
    },
  };
}
