import { expect, test } from 'vitest';
import { lockedFor, requirementsFile } from '../../../src/run/lock.ts';

const [a, b, c] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [string, string, string];
const requirements = `typing-extensions==4.1 \\
    --hash=sha256:${a} \\
    --hash=sha256:${b}
old==1.0 ; python_full_version < '3.12' \\
    --hash=sha256:${a}
old==2.0 ; python_full_version >= '3.12' and sys_platform == 'emscripten' \\
    --hash=sha256:${c}
`;

test('packages are those of the lock on the Python of a page, with all their hashes', () => {
  expect(lockedFor(requirements, ['typing_extensions', 'old'])).toEqual([
    { name: 'typing_extensions', version: '4.1', hashes: new Set([a, b]) },
    { name: 'old', version: '2.0', hashes: new Set([c]) },
  ]);
});

test('a package that the lock lacks is named', () => {
  expect(() => lockedFor(requirements, ['new'])).toThrow('names "new", which is not in requirements.txt');
});

test('the file for pip has no markers, which pip would hold against its own Python', () => {
  expect(requirementsFile(lockedFor(requirements, ['typing-extensions', 'old']))).toBe(
    `typing-extensions==4.1 \\\n    --hash=sha256:${a} \\\n    --hash=sha256:${b}\nold==2.0 \\\n    --hash=sha256:${c}\n`,
  );
});
