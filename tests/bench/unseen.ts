/**
 * How often search is right on what it has not seen: with all left out of its lessons that resembles the question asked, beside BM25F
 * over the same texts: `npm run bench -- unseen`. Without the full text, which only a browser asks.
 */
import { blindQueries, freshQueries, head, lateQueries, queries, realQueries, tableOf } from '../browser/relevance.ts';
import { askText, askUnseen } from '../support/unseen.ts';
import { printTable } from './table.ts';

for (const [name, asked] of [
  ['made up', queries],
  ['real', realQueries],
  ['written blind', blindQueries],
  ['written blind, afterwards', freshQueries],
  ['written blind, last', lateQueries],
] as const) {
  const text = tableOf(asked, askText(asked)).lines;
  printTable(
    `Search, ${name}: right answers where nothing that resembles the question was learned from, and those of BM25F`,
    [...head, ...head.slice(2).map((one) => `BM25F ${one}`)],
    tableOf(asked, askUnseen(asked)).lines.map((line, at) => [...line, ...text[at]!.slice(2)]),
  );
}
