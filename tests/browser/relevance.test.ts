import { expect, test } from 'playwright/test';
import { printTable } from '../bench/table.ts';
import { askDialog, head, queries, tableOf } from './relevance.ts';

const reached = {
  all: { first: 0.89, three: 0.96 },
  'tuned half': { first: 0.91, three: 0.97 },
  'held-back half': { first: 0.87, three: 0.95 },
  title: { first: 1, three: 1 },
  keyword: { first: 1, three: 1 },
  identifier: { first: 0.93, three: 0.96 },
  question: { first: 0.66, three: 0.88 },
  synonym: { first: 0.75, three: 0.93 },
  typo: { first: 1, three: 1 },
  prefix: { first: 0.95, three: 0.98 },
};

test('the right answer comes first', async ({ page }) => {
  const lists = await askDialog(
    page,
    queries.map(({ q }) => q),
  );
  const { lines, scores } = tableOf(queries, lists);
  printTable('Relevance', head, lines);
  // Those held back are counted, not looked at.
  for (const [at, { q, kind, answers, held }] of queries.entries()) {
    const list = lists[at]!;
    if (!held && !answers.includes(list[0] ?? 0)) {
      console.log(`  ${kind}: "${q}" wants ${answers.join(' or ')}, got ${list.slice(0, 3).join(', ')}`);
    }
  }
  // The aim is 95 % first over all, 85 % in each kind, 99 % among three. What is reached is held; it may only rise.
  for (const [name, floor] of Object.entries(reached)) {
    const { first, three, empty } = scores.get(name)!;
    expect.soft(first, `${name}: right answer first`).toBeGreaterThanOrEqual(floor.first);
    expect.soft(three, `${name}: right answer among three`).toBeGreaterThanOrEqual(floor.three);
    expect.soft(empty, `${name}: empty lists`).toBe(0);
  }
});

test('there are enough queries of each kind, half of them held back', () => {
  expect(queries.length).toBeGreaterThanOrEqual(250);
  const kinds = Map.groupBy(queries, ({ kind }) => kind);
  expect(kinds.size).toBe(7);
  for (const [kind, list] of kinds) {
    expect(Math.abs(list.filter(({ held }) => held).length / list.length - 0.5), kind).toBeLessThan(0.05);
  }
});
