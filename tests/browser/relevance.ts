import { readFileSync } from 'node:fs';
import type { Page } from 'playwright/test';
import { parse } from 'yaml';

/** A query as candidates type it, the answers that may come first for it, and whether it is held back from tuning. */
export interface Query {
  q: string;
  kind: string;
  answers: number[];
  held: boolean;
}

/** How often, of `count` queries, a right answer came first or among three; its mean reciprocal rank; how many lists were empty. */
export interface Score {
  count: number;
  first: number;
  three: number;
  mrr: number;
  empty: number;
}

/** The relevance suite, written from the questions alone. */
export const queries = (parse(readFileSync('tests/browser/queries.yaml', 'utf8')) as Query[]).map((one) => ({
  ...one,
  q: String(one.q),
}));

const readQueries = (file: string) =>
  (
    JSON.parse(readFileSync(`tests/browser/${file}`, 'utf8')) as {
      q: string;
      want: number[];
      kind: string;
      held?: boolean;
    }[]
  ).map(({ q, want, kind, held = false }): Query => ({ q, kind, answers: want, held }));

/** What people asked in public, typed from other frameworks and pasted, rewritten; search does not learn from them. */
export const realQueries = readQueries('real-questions.json');

/** Questions of the same kinds, written and labeled from the titles of the answers alone before search learned of forums and errors. */
export const blindQueries = readQueries('blind-questions.json');

/** As many again, written after it had learned of them, from the titles alone: what it missed of those held back was never looked at. */
export const freshQueries = readQueries('fresh-questions.json');

/** More of them, half by another hand, from the titles alone and long after: search has learned from none, and no test holds it to them. */
export const lateQueries = readQueries('late-questions.json');

/** The numbers of the answers that the dialog of an open page lists for each query, in its order. */
export async function askDialog(page: Page, all: string[]): Promise<number[][]> {
  await page.goto('/');
  await page.keyboard.press('/');
  await page.locator('search-box[data-state=start]').waitFor();
  return page.evaluate(async (all) => {
    const box = document.querySelector('search-box') as HTMLElement & { ask(query: string): Promise<void> };
    const lists: number[][] = [];
    for (const query of all) {
      await box.ask(query);
      const rows = [...box.querySelectorAll('[role=option]')];
      // A list of all questions is what is shown where nothing was found.
      lists.push(rows.length > 30 ? [] : rows.map((row) => Number(row.id.replace('found-', ''))));
    }
    return lists;
  }, all);
}

/** Scores lists of numbers against the queries they answer. */
export function scoreOf(asked: Query[], lists: number[][]): Score {
  const ranks = asked.map(({ answers }, at) => lists[at]!.findIndex((number) => answers.includes(number)) + 1);
  const share = (test: (rank: number) => boolean) => ranks.filter(test).length / ranks.length;
  return {
    count: asked.length,
    first: share((rank) => rank === 1),
    three: share((rank) => rank > 0 && rank < 4),
    mrr: ranks.reduce((sum, rank) => sum + (rank ? 1 / rank : 0), 0) / ranks.length,
    empty: lists.filter((list) => list.length === 0).length / lists.length,
  };
}

const percent = (value: number) => `${(100 * value).toFixed(1)} %`;

/** The head of the suite's table, and a line of it. */
export const head = ['queries', 'count', 'hit@1', 'hit@3', 'MRR', 'empty'];
const lineOf = (name: string, { count, first, three, mrr, empty }: Score) => [
  name,
  String(count),
  percent(first),
  percent(three),
  mrr.toFixed(3),
  percent(empty),
];

/** The suite's table: the tuned half and the one held back, where there are such, and each kind. */
export function tableOf(asked: Query[], lists: number[][]): { lines: string[][]; scores: Map<string, Score> } {
  const scores = new Map<string, Score>();
  const part = (name: string, test: (query: Query) => boolean) => {
    const at = asked.flatMap((query, index) => (test(query) ? [index] : []));
    const of = scoreOf(
      at.map((index) => asked[index]!),
      at.map((index) => lists[index]!),
    );
    scores.set(name, of);
  };
  part('all', () => true);
  if (asked.some(({ held }) => held)) {
    part('tuned half', ({ held }) => !held);
    part('held-back half', ({ held }) => held);
  }
  for (const kind of new Set(asked.map((query) => query.kind))) part(kind, (query) => query.kind === kind);
  return { lines: [...scores].map(([name, score]) => lineOf(name, score)), scores };
}
