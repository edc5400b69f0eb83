import { experimental_AstroContainer as AstroContainer } from 'astro/container';
import { expect, test, vi } from 'vitest';
import Try from '../../../src/pages/try.astro';

const made = vi.hoisted(() => ({ manifest: undefined as unknown }));
vi.mock('../../../src/run/assets.ts', async (original) => ({
  ...(await original<object>()),
  readManifest: () => made.manifest,
}));

const render = async () => {
  const container = await AstroContainer.create({ astroConfig: { site: 'https://a.example' } });
  const html = await container.renderToString(Try, { partial: false });
  return html.slice(html.indexOf('<main')).replace(/\s+/g, ' ');
};

test('the page for any program says what it needs, what can be imported, and under which licenses', async () => {
  made.manifest = { core: [], packs: [{ name: 'sql', path: 'run/files/sql.0', bytes: { gzip: 1500 } }], modules: {} };
  const html = await render();
  expect(html).toContain('<run-bench data-run="try">');
  expect(html).toContain('This needs JavaScript, WebAssembly and web workers');
  expect(html).toMatch(/sqlalchemy.*?2 kB/);
  expect(html).toContain('run/licenses.txt');
});

test('built without Python, it says that, promises nothing, and keeps the examples to read', async () => {
  made.manifest = undefined;
  const html = await render();
  expect(html).toContain('This copy of the site was built without Python');
  expect(html).not.toContain('data-run');
  expect(html).not.toContain('What can be imported');
  expect(html).not.toContain('Python runs in this page');
  expect(html).toContain('try-example');
});
