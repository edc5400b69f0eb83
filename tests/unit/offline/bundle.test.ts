import { expect, test } from 'vitest';
import { bundleWorker } from '../../../src/offline/bundle.ts';

test('the worker is one script, the same for the same version, another for another', async () => {
  const worker = await bundleWorker('1234');
  expect(worker).toBe(await bundleWorker('1234'));
  expect(worker).not.toBe(await bundleWorker('5678'));
  expect(worker).toContain('1234');
  expect(worker).not.toMatch(/\bimport\b|\bexport\b|VERSION|sourceMappingURL/);
});

test('without a version it is one that answers nothing and removes itself', async () => {
  const end = await bundleWorker();
  expect(end).toContain('unregister()');
  expect(end).not.toContain('`fetch`');
  expect(end.length).toBeLessThan(700);
});
