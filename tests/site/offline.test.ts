import { existsSync, readFileSync, statSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import sharp from 'sharp';
import { isMoved, pages } from './pages.ts';

const manifest = JSON.parse(readFileSync('dist/manifest.webmanifest', 'utf8'));
const { files, bytes, version } = JSON.parse(readFileSync('dist/offline.json', 'utf8'));
const addresses: string[] = files.map(([address]: [string]) => address);
const fileOf = (address: string) => `dist/${address}${address === '' || address.endsWith('/') ? 'index.html' : ''}`;

test('every page names the manifest, whose shortcuts are pages', () => {
  for (const [path, { root }] of pages) {
    const isPart = path.startsWith('/q/') || /\/card\/$|^\/book\.html$/.test(path);
    if (isPart) continue;
    expect(root.querySelector('link[rel=manifest]')?.getAttribute('href'), path).toBe('/manifest.webmanifest');
  }
  expect([manifest.id, manifest.scope, manifest.start_url]).toEqual(['/', '/', '/']);
  expect(manifest.shortcuts.length).toBeGreaterThan(2);
  for (const { url } of manifest.shortcuts) expect(pages.has(url), url).toBe(true);
});

test('the icons have the sizes that they are said to have; the one that is cut has ground at its edges', async () => {
  for (const { src, sizes, purpose } of manifest.icons) {
    const { data, info } = await sharp(`dist${src}`).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    expect(`${info.width}x${info.height}`, src).toBe(sizes);
    expect(data[3], `${src}: opacity of its corner`).toBe(purpose === 'maskable' ? 255 : 0);
    expect(statSync(`dist${src}`).size).toBeLessThan(10_000);
  }
});

test('every page at its own address is in the copy with all that it loads, and what is in the copy is there', () => {
  for (const address of addresses) expect(existsSync(fileOf(address)), address).toBe(true);
  const own = [...pages.values()].filter(
    (page) => !isMoved(page) && !/^\/(q\/|book\b)|\/card\/$|404\.html$/.test(page.path),
  );
  for (const { path, root } of own) {
    expect(addresses, path).toContain(path.slice(1));
    for (const node of root.querySelectorAll('script[src], link[rel=stylesheet], link[rel=modulepreload]')) {
      const url = (node.getAttribute('src') ?? node.getAttribute('href'))!;
      expect(addresses, `${path} loads ${url}`).toContain(url.slice(1));
    }
  }
});

test('a script in the copy imports only what is in it', () => {
  for (const address of addresses.filter((one) => one.startsWith('_astro/') && one.endsWith('.js'))) {
    const script = readFileSync(fileOf(address), 'utf8');
    for (const [, name] of script.matchAll(/["'`]\.\/([\w.-]+\.js)["'`]/g)) {
      expect(addresses, `${address} imports ${name}`).toContain(`_astro/${name}`);
    }
  }
});

test('the size that readers are told is that of what is sent, and the worker is of this listing', () => {
  const sent = (file: string) => statSync(existsSync(`${file}.br`) ? `${file}.br` : file).size;
  expect(bytes).toBe(addresses.reduce((sum, address) => sum + sent(fileOf(address)), 0));
  expect(bytes).toBeLessThan(3_000_000);
  expect(readFileSync('dist/sw.js', 'utf8')).toContain(version);
});
