import type { APIRoute } from 'astro';
import { absolute } from '../lib/addresses.ts';
import { escapeHtml } from '../lib/text.ts';
import { site } from '../site.ts';

/** Lets browsers offer the site's search in the address bar (OpenSearch 1.1). */
export const GET: APIRoute = () => {
  const address = escapeHtml(absolute());
  return new Response(
    `<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>${escapeHtml(site.name)}</ShortName>
  <Description>${escapeHtml(site.description)}</Description>
  <InputEncoding>UTF-8</InputEncoding>
  <Image type="image/svg+xml">${address}favicon.svg</Image>
  <Url type="text/html" template="${address}search/?q={searchTerms}"/>
</OpenSearchDescription>
`,
    { headers: { 'Content-Type': 'application/opensearchdescription+xml' } },
  );
};
