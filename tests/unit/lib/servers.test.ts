import { expect, test } from 'vitest';
import { caddyfile } from '../../../src/lib/servers/caddy.ts';
import { headersFor, pageHeadersFor, type Site } from '../../../src/lib/servers/description.ts';
import { nginxConfig } from '../../../src/lib/servers/nginx.ts';
import { headersFile, redirectsFile } from '../../../src/lib/servers/static-hosts.ts';

const site: Site = {
  base: '/x/',
  headers: { A: '1', 'B-C': '2' },
  pages: { 'own/': { 'B-C': '3' }, ':a/:b/card/': { 'B-C': '4' } },
  hashed: ['_astro/', 'p/'],
  moved: { '/x/q/1/': '/x/a/b/', '/x/c/': '/x/d/' },
};
const place = { root: '/srv', listen: '8443', certificate: '/c.pem', key: '/k.pem' };

test('headers are those of a page that nobody may frame', () => {
  const { 'Content-Security-Policy': policy, ...others } = headersFor({ scripts: ['S'], styles: [] });
  expect(policy).toMatch(
    /^default-src 'none'; .*script-src 'self' 'wasm-unsafe-eval' S; style-src 'self'; frame-ancestors 'none'$/,
  );
  expect(others).toEqual({
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'Strict-Transport-Security': 'max-age=31536000',
    'X-Content-Type-Options': 'nosniff',
  });
});

test('pages on which a reader speaks may ask for the microphone and play what it heard', () => {
  const { ':section/:question/card/': _, ...pages } = pageHeadersFor({ scripts: ['S'], styles: [] });
  expect(Object.keys(pages)).toEqual(['practice/', 'practice/mock/']);
  for (const headers of Object.values(pages)) {
    expect(headers).toEqual({
      'Content-Security-Policy': expect.stringMatching(
        /^default-src 'none'; .*; media-src blob:; script-src .* S; .*; frame-ancestors 'none'$/,
      ),
      'Permissions-Policy': 'camera=(), geolocation=(), microphone=(self), payment=()',
    });
  }
});

test('the card of an answer may be framed by anyone, and no other page by anybody', () => {
  const pages = pageHeadersFor({ scripts: ['S'], styles: [] });
  expect(pages[':section/:question/card/']).toEqual({
    'Content-Security-Policy': expect.stringMatching(
      /^default-src 'none'; .*script-src .* S; style-src 'self'; frame-ancestors \*$/,
    ),
    'Cross-Origin-Resource-Policy': 'cross-origin',
  });
  const others = Object.entries(pages).filter(([path]) => !path.endsWith('/card/'));
  for (const [path, headers] of others) {
    expect(headers['Content-Security-Policy'], path).toMatch(/; frame-ancestors 'none'$/);
  }
});

test('hosts that read _headers and _redirects', () => {
  expect(headersFile(site)).toBe(
    '/*\n  A: 1\n  B-C: 2\n/x/own/\n  ! B-C\n  B-C: 3\n/x/:a/:b/card/\n  ! B-C\n  B-C: 4\n/x/programs/:section/:question/*\n  Content-Type: text/plain; charset=utf-8\n/x/_astro/*\n  Cache-Control: public, max-age=31536000, immutable\n/x/p/*\n  Cache-Control: public, max-age=31536000, immutable\n/x/sw.js\n  Cache-Control: no-cache\n',
  );
  expect(redirectsFile(site)).toBe('/x/q/1/ /x/a/b/ 301\n/x/c/ /x/d/ 301\n');
});

test('nginx', () => {
  expect(nginxConfig(site, place)).toMatchSnapshot();
});

test('Caddy', () => {
  expect(caddyfile(site, place, 'answers.test')).toMatchSnapshot();
});
