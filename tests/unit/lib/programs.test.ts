import { expect, test } from 'vitest';
import { listingOf, programPath, readProgram, regionsOf } from '../../../src/lib/programs.ts';

const text = `import a

# region main
def f():
    # region inner
    x = 1  # point
    return x
    # endregion


# endregion
f()  # why  # point
`;

test('a listing has no markers, and knows the lines that make the point', () => {
  expect(listingOf(text)).toEqual({
    code: 'import a\n\ndef f():\n    x = 1\n    return x\n\n\nf()  # why',
    points: [3, 7],
  });
});

test('where markers stood between empty lines, two of them are left, and a point keeps its line', () => {
  expect(listingOf('a\n\n\n# endregion\n\n\n# region x\nb  # point\n')).toEqual({ code: 'a\n\n\nb', points: [3] });
});

test('what all lines are indented by is taken off, empty lines apart', () => {
  expect(listingOf('    a\n\n      b\n')).toEqual({ code: 'a\n\n  b', points: [] });
  expect(listingOf('')).toEqual({ code: '', points: [] });
  expect(listingOf('# region x\na\n\n\n# endregion\n')).toEqual({ code: 'a', points: [] });
});

test('markers of files whose comments begin with two slashes count too', () => {
  expect(listingOf('// region x\ncall x  // point\n// endregion\n')).toEqual({ code: 'call x', points: [0] });
});

test('a comment that only mentions a point or a region stays', () => {
  const code = '# point of order\n# regional\nx = "# point"';
  expect(listingOf(code)).toEqual({ code, points: [] });
});

test('regions are found by name', () => {
  const regions = regionsOf('# region one\na\n# endregion\n  # region two\n  b\n  # endregion\n');
  expect([...regions]).toEqual([
    ['one', 'a\n'],
    ['two', '  b\n'],
  ]);
});

test('a file of an answer is read from its folder', () => {
  expect(programPath('a/b', 'c.py')).toBe('content/a/b/c.py');
  expect(readProgram('routing/path-parameters', 'by_hand.py').code).toMatch(/^from fastapi import FastAPI\n/);
  expect(() => readProgram('routing/path-parameters', 'by_hand.py', 'nowhere')).toThrow(
    'content/routing/path-parameters/by_hand.py has no region "nowhere".',
  );
});
