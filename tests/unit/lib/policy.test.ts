import { expect, test } from 'vitest';
import { hashOf, inlineOf, policyFor, speaking, unite } from '../../../src/lib/policy.ts';

const abc = "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='";

test('a hash is that of the text, in base64', () => {
  expect(hashOf('abc')).toBe(abc);
});

test('scripts and styles of a page are hashed once; data and files are not', () => {
  const html =
    '<script>abc</script><script type="module" src="/a.js"></script><script type="application/ld+json">{}</script>' +
    '<style>abc</style><style media="print">x</style><script>abc</script>';
  expect(inlineOf(html, ['abc'])).toEqual({ scripts: [abc], styles: [abc, hashOf('x')] });
});

test('a script that is not ours stops the build, however it is written', () => {
  for (const html of [
    '<script>alert(1)</script>',
    '<SCRIPT defer>alert(1)</SCRIPT>',
    '<script type="module">alert(1)</script>',
  ])
    expect(() => inlineOf(html, ['abc'])).toThrow('has an inline script that is not ours: alert(1)');
});

test('pages together have each hash once, in a fixed order', () => {
  expect(
    unite([
      { scripts: ['b'], styles: ['z', 'y'] },
      { scripts: ['a', 'b'], styles: ['y'] },
    ]),
  ).toEqual({
    scripts: ['a', 'b'],
    styles: ['y', 'z'],
  });
  expect(
    unite([
      { scripts: [], styles: [] },
      { scripts: [], styles: [], frame: 'F' },
    ]).frame,
  ).toBe('F');
});

test('the policy allows our own files, WebAssembly, and what it is given', () => {
  expect(policyFor({ scripts: ['S'], styles: ['T', 'U'] })).toBe(
    "default-src 'none'; img-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; script-src 'self' 'wasm-unsafe-eval' S; style-src 'self' T U",
  );
});

test('a page that runs Python may make the frame for it, with a worker from a blob, and nothing else besides', () => {
  expect(policyFor({ scripts: ['S'], styles: ['T'], frame: 'F' })).toBe(
    "default-src 'none'; img-src 'self'; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; form-action 'self'; base-uri 'none'; script-src 'self' 'wasm-unsafe-eval' S F; style-src 'self' T",
  );
});

test('a recording may be played on the pages on which a reader speaks, and on no other', () => {
  expect(speaking).toEqual(['practice/', 'practice/mock/']);
  for (const path of speaking) {
    expect(policyFor({ scripts: ['S'], styles: [] }, path)).toBe(
      "default-src 'none'; img-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; media-src blob:; script-src 'self' 'wasm-unsafe-eval' S; style-src 'self'",
    );
  }
  for (const path of ['', 'practice/room/', 'routing/practice/', 'practice']) {
    expect(policyFor({ scripts: [], styles: [] }, path)).not.toContain('media-src');
  }
});
