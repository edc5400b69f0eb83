import { expect, test } from 'vitest';
import { badEdits } from './bad-edits.ts';
import { faultsAfter } from './fixture.ts';
import { goodEdits } from './good-edits.ts';

test.each(Object.entries(badEdits))('refused with file, place, finding and remedy: %s', (_, edits) => {
  for (const { what, changes, prepare, fault } of edits) {
    const faults = faultsAfter(changes, prepare);
    expect(
      faults.map((one) => one.slice(0, fault.length)),
      what,
    ).toContain(fault);
    for (const one of faults) expect(one, what).toMatch(/^\S.*, .+: .+\.\n {2}\S.*$/s);
  }
});

test.each(Object.entries(goodEdits))('accepted: %s', (_, changes) => {
  expect(faultsAfter(changes)).toEqual([]);
});
