import type { APIRoute } from 'astro';
import { site } from '../../site.ts';

/** Whom to tell about a weakness (RFC 9116). The date must be moved on before it passes. */
export const GET: APIRoute = () =>
  new Response(
    [
      `Contact: ${site.repository}/security/advisories/new`,
      'Expires: 2027-11-01T00:00:00Z',
      'Preferred-Languages: en',
      `Canonical: ${new URL(`${site.base}.well-known/security.txt`, site.url).href}`,
      '',
    ].join('\n'),
  );
