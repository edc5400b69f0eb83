import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { zipOf } from '../../../src/study/archive.ts';

test('a zip holds its texts, and is the same whenever it is made', () => {
  const files = { 'q/app.py': 'print("ä")\n', 'q/conf.yaml': '' };
  const zip = zipOf(files);
  expect(Object.entries(unzipSync(zip)).map(([path, bytes]) => [path, strFromU8(bytes)])).toEqual(
    Object.entries(files),
  );
  expect(Buffer.from(zip).readUInt16LE(12)).toBe(33); // 1 January 1980, as DOS writes it
  expect(Buffer.from(zip).readUInt16LE(10)).toBe(0);
});
