import { expect, test, vi } from 'vitest';

vi.mock('node:fs', () => ({
  readFileSync: () => '/\n/a/b/\n/a/b/#q1-say\n/a/#q1-say\n/a/#q1\n/a/#q1-test_x\n/a/#q11-say\n/#a\n/#b\n',
}));
const { lockedFragments, lockedOn } = await import('../../../src/lib/permalinks.ts');

test('the fragments of one answer, each once', () => {
  expect(lockedFragments(1)).toEqual(['q1-say', 'q1', 'q1-test_x']);
  expect(lockedFragments(2)).toEqual([]);
});

test('the fragments of a page are those of its own lines', () => {
  expect(lockedOn('/')).toEqual(['a', 'b']);
  expect(lockedOn('/a/')).toEqual(['q1-say', 'q1', 'q1-test_x', 'q11-say']);
  expect(lockedOn('/nowhere/')).toEqual([]);
});
