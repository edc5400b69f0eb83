import { expect, test } from 'playwright/test';
import { printTable } from '../bench/table.ts';
import { budgets } from '../budgets.ts';
import { askDialog, blindQueries, freshQueries, head, queries, realQueries, tableOf } from './relevance.ts';

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
  for (const [name, { first, three, empty }] of scores) {
    const least = name === 'all' ? budgets.relevance.first : budgets.relevance.firstInKind;
    expect.soft(first, `${name}: right answer first`).toBeGreaterThanOrEqual(least);
    if (name === 'all') expect.soft(three, `${name}: among three`).toBeGreaterThanOrEqual(budgets.relevance.amongThree);
    expect.soft(empty, `${name}: empty lists`).toBe(0);
  }
});

for (const [asked, what, bounds] of [
  [realQueries, 'what people really type', budgets.realRelevance],
  [blindQueries, 'what was written blind', budgets.blindRelevance],
  [freshQueries, 'what was written blind afterwards', budgets.freshRelevance],
] as const) {
  test(`the right answer comes first for ${what}`, async ({ page }) => {
    const lists = await askDialog(
      page,
      asked.map(({ q }) => q),
    );
    const { lines, scores } = tableOf(asked, lists);
    printTable(`Relevance of ${what}: questions, names of other frameworks, pasted errors`, head, lines);
    for (const [name, { first, three, empty }] of scores) {
      const least = bounds[name as keyof typeof bounds] ?? bounds.all;
      expect.soft(first, `${name}: right answer first`).toBeGreaterThanOrEqual(least.first);
      expect.soft(three, `${name}: among three`).toBeGreaterThanOrEqual(least.amongThree);
      expect.soft(empty, `${name}: empty lists`).toBe(0);
    }
  });
}

test('there are enough queries of each kind, half of them held back', () => {
  expect(queries.length).toBeGreaterThanOrEqual(250);
  const kinds = Map.groupBy(queries, ({ kind }) => kind);
  expect(kinds.size).toBe(7);
  for (const [kind, list] of kinds) {
    expect(Math.abs(list.filter(({ held }) => held).length / list.length - 0.5), kind).toBeLessThan(0.05);
  }
});
