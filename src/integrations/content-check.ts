import type { AstroIntegration } from 'astro';
import { AstroError } from 'astro/errors';
import { checkContent, formatFault } from '../check/index.ts';

/** Stops a build whose content has faults, before anything else can fail over them, and lists them all. */
export function contentCheck(): AstroIntegration {
  return {
    name: 'content-check',
    hooks: {
      'astro:config:setup': ({ command }) => {
        if (command !== 'build') return;
        const faults = checkContent('content');
        if (faults.length === 0) return;
        const many = `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}: nothing was built.`;
        const error = new AstroError(`${faults.map(formatFault).join('\n')}\n${many}`);
        // Authors are told where in their files; where in ours is of no use to them.
        error.stack = '';
        throw error;
      },
    },
  };
}
