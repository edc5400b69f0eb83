import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { bundleOf, licenseOf, membersOf, modulesOf, storedZip } from '../../../src/run/pack.ts';

const zip = (files: { [name: string]: string }) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));

test('members of several archives are one, without what nothing in a page uses', () => {
  const one = zip({
    'pydantic/__init__.py': 'a',
    'pydantic/v1/main.py': 'b',
    'pydantic/types.pyi': 'c',
    'pydantic-2.dist-info/METADATA': 'Name: pydantic\nVersion: 2\n\nA long description',
    'pydantic-2.dist-info/RECORD': 'd',
    'pydantic-2.dist-info/licenses/LICENSE': 'e',
    'anyio/_backends/_trio.py': 'f',
    'anyio/_backends/_asyncio.py': 'g',
  });
  const other = zip({
    'tests/test_x.py': 'h',
    'y/tests/z.py': 'i',
    'encodings/cp850.py': 'j',
    'encodings/utf_8.py': 'k',
  });
  const members = membersOf([one, other]);
  expect([...members.keys()].sort()).toEqual([
    'anyio/_backends/_asyncio.py',
    'encodings/utf_8.py',
    'pydantic-2.dist-info/METADATA',
    'pydantic/__init__.py',
  ]);
  expect(strFromU8(members.get('pydantic-2.dist-info/METADATA')!)).toBe('Name: pydantic\nVersion: 2\n');
});

test('a pack stores its members in a fixed order and has the same bytes each time', () => {
  const [a, b] = [strToU8('a'.repeat(1000)), strToU8('b')];
  const pack = storedZip(
    new Map([
      ['z', a],
      ['y', b],
    ]),
  );
  expect(pack).toEqual(
    storedZip(
      new Map([
        ['y', b],
        ['z', a],
      ]),
    ),
  );
  expect(pack.length).toBeGreaterThan(1000);
  expect(Object.keys(unzipSync(pack))).toEqual(['y', 'z']);
  expect(unzipSync(pack)['z']).toEqual(a);
});

test('modules are those that are imported by their first name', () => {
  const members = ['a/__init__.py', 'a/b.py', 'c.py', 'd.cpython-314-wasm32-emscripten.so', '_e.py', 'f/g.py', 'h.txt'];
  expect(modulesOf(members)).toEqual(['a', 'c', 'd']);
});

test('the two modules of Pyodide are one script for a classic worker', () => {
  const loader =
    'const u = import.meta.url;async function d(){return u}export{d as loadPyodide,v as version};\n//# sourceMappingURL=x.map\n';
  const machine = 'async function _m(){return import.meta.url}export default _m;\n';
  const bundle = bundleOf(loader, machine);
  const self = { location: { href: 'here' }, importScripts: () => {} };
  const [load, make] = new Function('self', `${bundle}; return [loadPyodide, createPyodideModule];`)(self);
  expect(self.importScripts).toBeUndefined();
  expect([load.name, make.name]).toEqual(['d', '_m']);
  expect(bundle).not.toContain('import.meta');
  expect(bundle).not.toContain('sourceMappingURL');
});

test('a Pyodide that ends otherwise is refused', () => {
  expect(() => bundleOf('export { x };', 'export default m;')).toThrow('mend src/run/pack.ts');
  expect(() => bundleOf('export{d as loadPyodide,v as version};', 'export { m };')).toThrow('mend src/run/pack.ts');
});

test('a licence is told by its name, with the texts that a wheel brings', () => {
  const wheel = (head: string, more = {}) => zip({ 'a-1.dist-info/METADATA': `Name: a\n${head}\n\ntext`, ...more });
  expect(
    licenseOf(
      'a',
      '1',
      wheel('License-Expression: MIT\nLicense: x', { 'a-1.dist-info/licenses/LICENSE.txt': ' Be kind. ' }),
    ),
  ).toBe('a 1: MIT\n\nBe kind.\n');
  const classifier = 'License: long\nClassifier: License :: OSI Approved :: BSD License';
  expect(licenseOf('a', '1', wheel(classifier))).toBe('a 1: BSD License\n');
  expect(licenseOf('a', '1', wheel('License: ISC'))).toBe('a 1: ISC\n');
  expect(licenseOf('a', '1', wheel('Version: 1'))).toBe('a 1: see below\n');
});
