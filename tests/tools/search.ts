/**
 * Prints what search finds for a question, and what each word has in it: `npm run search -- "pass data to a middleware"`. README says how
 * to teach it a word. What only the full text has is asked for in the browser, and is not in this.
 */
import { lineFor } from '../../src/search/line.ts';
import { Lookup } from '../../src/search/lookup.ts';
import { rank } from '../../src/search/rank.ts';
import { buildIndex } from '../support/search.ts';

const query = process.argv.slice(2).join(' ').trim();
if (!query) {
  console.error('Say what to search for: npm run search -- "a question"');
  process.exit(1);
}
const lookup = new Lookup(buildIndex());
// A space behind it: typed to its end.
const found = rank(lookup, `${query} `);
const questions = new Map(lookup.rows.map(({ number, question }) => [number, question]));
console.log(lineFor(query, found, found.hits.length, found.hits.length === 0).text);
for (const { number, score, parts } of found.hits.slice(0, 5)) {
  console.log(`\n${score.toFixed(1).padStart(5)}  ${number}  ${questions.get(number)}`);
  for (const [word, value] of [...parts].sort(([, a], [, b]) => b - a)) {
    console.log(`  ${value.toFixed(1).padStart(5)}  ${word}`);
  }
}
