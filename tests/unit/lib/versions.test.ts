import { expect, test } from 'vitest';
import { normalizeName, pinsIn, readPins, readPython, versionsOf } from '../../../src/lib/versions.ts';

const pins = new Map([
  ['fastapi', '0.1'],
  ['starlette', '0.2'],
  ['pydantic', '2.3'],
  ['python-multipart', '0.0.4'],
  ['uvicorn', '5'],
]);

test('every package has its own version, the usual three first, Python last', () => {
  expect(versionsOf(['uvicorn', 'Python_Multipart'], pins, '3.11')).toEqual([
    'FastAPI 0.1',
    'Starlette 0.2',
    'Pydantic 2.3',
    'Uvicorn 5',
    'python-multipart 0.0.4',
    'Python 3.11',
  ]);
});

test('a package is named once', () => {
  expect(
    versionsOf(['fastapi', 'uvicorn', 'uvicorn'], pins, '3.11').filter((one) => /FastAPI|Uvicorn/.test(one)),
  ).toHaveLength(2);
});

test('a package that is not pinned stops, with what to do', () => {
  expect(() => versionsOf(['uvicron'], pins, '3.11')).toThrow(
    '"uvicron" is not in requirements.txt. Add it to requirements.in and run: npm run lock',
  );
});

test('of two pins for two Pythons, that of the Python holds', () => {
  const text =
    "a==1 ; python_full_version < '3.12' \\\na==2 ; python_full_version >= '3.12' and sys_platform == 'linux'\nb==3 ; python_version >= '3.9'\n";
  const on = (python: string) => Object.fromEntries(pinsIn(text, python));
  expect(on('3.11')).toEqual({ a: '1', b: '3' });
  expect(on('3.12')).toEqual({ a: '2', b: '3' });
  expect(on('3.13')).toEqual({ a: '2', b: '3' });
});

test('pins are read with extras, markers and hashes beside them', () => {
  const text = 'a.b==1.0 ; python_version > "3" \\\n    --hash=sha256:x\nC_d[x,y]==2.0\n# e==3\n  f==4\n';
  expect([...pinsIn(text, '3.11')]).toEqual([
    ['a-b', '1.0'],
    ['c-d', '2.0'],
  ]);
});

test('names are compared as PyPI does', () => {
  expect(normalizeName('A.b__C-d')).toBe('a-b-c-d');
});

test('the lock file and the version of Python are there', () => {
  expect(readPins().get('fastapi')).toMatch(/^\d+\.\d+\.\d+$/);
  expect(readPython()).toMatch(/^3\.\d+$/);
});
