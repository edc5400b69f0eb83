import { relative, resolve } from 'node:path';
import type { AstroIntegration } from 'astro';
import { checkContent, formatFault } from '../check/index.ts';

/** What Astro itself reads anew, and reloads the page for when it has. */
const collected = /(?:\/index\.mdx|\/sections\.yaml|\/changes\.yaml)$/;
/** What else of `content/` makes a page. */
const unwatched = /\.(py|json|sh|conf|yaml|yml|toml|proto|graphql)$|Dockerfile$/;
/** Milliseconds after which Astro has read a file: a page that reloads before shows what was there, and may miss its word to reload again. */
const read = 2_000;

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
          } else if (faulty || (unwatched.test(path) && !collected.test(path))) {
            setTimeout(() => server.ws.send({ type: 'full-reload' }), collected.test(path) ? read : 0);
          }
          faulty = faults.length > 0;
        };
        for (const event of ['add', 'change', 'unlink'] as const) server.watcher.on(event, show);
        // A page that is opened while the content is at fault is told of it too.
        server.ws.on('connection', () => {
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
