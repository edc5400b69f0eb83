import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkContent, formatFault } from '../../../src/check/index.ts';
import { pickBy } from '../../support/random.ts';
import { accepted, refused } from './mutations.ts';

/** Two places of each kind; `SEEDS=8`, as the nightly workflow has it, tries more. */
const seeds = Array.from({ length: Number(process.env['SEEDS'] ?? 2) }, (_, index) => index + 1);
let scratch: string;
let copy: string;
const renew = () => {
  rmSync(copy, { recursive: true, force: true });
  cpSync('content', copy, { recursive: true });
};
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'content-'));
  copy = join(scratch, 'content');
  for (const name of ['tests/examples', 'requirements.txt']) cpSync(name, join(scratch, name), { recursive: true });
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('the content as it is has no fault', () => {
  expect(checkContent('content').map(formatFault)).toEqual([]);
});

test.each(Object.entries(refused))('refused with file, place, finding and remedy: %s', (_, mutate) => {
  for (const seed of seeds) {
    renew();
    const file = mutate(copy, pickBy(seed));
    const faults = checkContent(copy);
    const named = faults.filter((fault) => formatFault(fault).includes(file.replace('/index.mdx', '')));
    expect(named, `seed ${seed}: no fault names ${file}; found: ${faults.map(formatFault).join('\n')}`).not.toEqual([]);
    for (const one of faults) expect(Object.values(one).every(Boolean), formatFault(one)).toBe(true);
  }
});

test.each(Object.entries(accepted))('accepted, since no reader sees it: %s', (_, mutate) => {
  for (const seed of seeds) {
    renew();
    mutate(copy, pickBy(seed));
    expect(checkContent(copy).map(formatFault), `seed ${seed}`).toEqual([]);
  }
});
