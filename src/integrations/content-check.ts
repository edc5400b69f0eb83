import type { AstroIntegration } from 'astro';
import { AstroError } from 'astro/errors';
import { checkContent, formatFault } from '../check/index.ts';
import { count } from '../lib/text.ts';

/** Stops a build whose content has faults, before anything else can fail over them, and lists them all. */
export function contentCheck(): AstroIntegration {
  return {
    name: 'content-check',
    hooks: {
      'astro:config:setup': ({ command, logger }) => {
        if (command !== 'build') return;
        const faults = checkContent('content');
        if (faults.length === 0) return;
        const many = `${count(faults.length, 'fault')}: nothing was built.`;
        // Not in the error's own message: Astro takes that for Markdown, and eats the marks in it.
        logger.error(faults.map(formatFault).join('\n'));
        const error = new AstroError(many);
        // Authors are told where in their files; where in ours is of no use to them.
        error.stack = '';
        throw error;
      },
    },
  };
}
