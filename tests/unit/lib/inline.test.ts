import { expect, test, vi } from 'vitest';

vi.mock('../../../src/site.ts', () => ({
  site: { base: '/base/', url: 'https://a.test', repository: 'https://r.test', revision: 'abc' },
}));
const { renderElsewhere, renderInline } = await import('../../../src/lib/inline.ts');
const { absolute, belowBase, href, sourceUrl } = await import('../../../src/lib/addresses.ts');

test('a line of front matter is rendered without a paragraph of its own', () => {
  expect(renderInline('Use `Depends()` *once*.')).toBe('Use <code translate="no">Depends()</code> <em>once</em>.');
});

test('quotes are set as in print', () => {
  expect(renderInline(`"It's"`)).toBe('“It’s”');
});

test('a line that begins with a status code is no list', () => {
  expect(renderInline('401. The key is absent.')).toBe('401. The key is absent.');
  expect(renderInline('401) The key')).toBe('401) The key');
});

test('anything but a line is refused, with what it is', () => {
  for (const text of ['# Heading', '- item', '> quote', 'one\n\ntwo']) {
    expect(() => renderInline(text), text).toThrow(`"${text}" must be one line of text`);
  }
});

test('a link to an answer starts with the base path, one to elsewhere stays', () => {
  expect(renderInline('See [this](/a/b/) and [that](https://c.test/).')).toBe(
    'See <a href="/base/a/b/">this</a> and <a href="https://c.test/">that</a>.',
  );
});

test('a mark is a link without text, which says what it leads to', () => {
  expect(renderInline('So [it never `runs`](proof:a_b).', 7)).toBe(
    'So it never <code translate="no">runs</code><a class="proof" aria-label="Proof" href="#q7-test_a_b"></a>.',
  );
  expect(renderInline('[x](source:2)', 7)).toBe(
    'x<a class="source" aria-label="Source 2" data-n="2" href="#q7-source-2"></a>',
  );
});

test('addresses start with the base, or with the origin for whoever reads them elsewhere', () => {
  expect([href(), href('search/'), absolute('a/'), belowBase('/base/a/')]).toEqual([
    '/base/',
    '/base/search/',
    'https://a.test/base/a/',
    '/a/',
  ]);
  expect(sourceUrl('a.py')).toBe('https://r.test/blob/abc/a.py');
  expect(sourceUrl('a.py', 5)).toBe('https://r.test/blob/abc/a.py#L5');
});

test('on another page the marks of a line lead to its answer', () => {
  const html = renderElsewhere('It [holds](proof:it_holds), as [is said](source:2), see [b](/a/b/#q3-say).', {
    number: 7,
    url: '/a/seven/',
  });
  expect([...html.matchAll(/href="([^"]*)"/g)].map((match) => match[1])).toEqual([
    '/a/seven/#q7-test_it_holds',
    '/a/seven/#q7-source-2',
    '/base/a/b/#q3-say',
  ]);
});
