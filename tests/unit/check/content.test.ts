import { afterAll, expect, test } from 'vitest';
import { checkContent, formatFault } from '../../../src/check/index.ts';
import { pickBy } from '../../support/random.ts';
import { accepted, refused } from './mutations.ts';
import { openScratch } from './scratch.ts';

/** Two places of each kind; `SEEDS=8`, as the nightly workflow has it, tries more. */
const seeds = Array.from({ length: Number(process.env['SEEDS'] ?? 2) }, (_, index) => index + 1);
const { content: copy, renew, remove } = openScratch();
afterAll(remove);

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
