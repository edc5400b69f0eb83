import type { Lookup } from './lookup.ts';
import { lookedUp, rank } from './rank.ts';
import { hashOf } from './search-index.ts';
import { pairsOf } from './words.ts';

/** By how much the answer of a line stands above the others then. */
const lead = 1;

/**
 * What two neighbors say together where single words mislead: for each of the `lines` (a text → the places of its answers) that leads
 * elsewhere, a pair that no line of other answers has, and that most of the misled lines of its answer have. Where the hash of a pair
 * is that of a word (`taken`), it stays out.
 */
export function learnPairs(
  lookup: Lookup,
  lines: Map<string, number[]>,
  taken: Set<number>,
): Map<string, Map<number, number>> {
  const all = [...lines].map(([text, answers]) => {
    const { hits } = rank(lookup, `${text} `);
    const scoreOf = ({ number }: { number: number }) => hits.find((hit) => hit.number === number)?.score ?? 0;
    const scores = lookup.rows.map(scoreOf);
    return { answers, pairs: pairsOf(lookedUp(text)), scores, misled: !answers.includes(firstOf(scores)) };
  });
  const owners = new Map<string, Set<number>>();
  const times = new Map<string, number>();
  for (const { answers, pairs, misled } of all) {
    for (const pair of pairs) {
      owners.set(pair, new Set([...(owners.get(pair) ?? []), ...answers]));
      if (misled) times.set(pair, (times.get(pair) ?? 0) + 1);
    }
  }
  const learned = new Map<string, Map<number, number>>();
  for (const { answers, pairs, scores } of all.filter(({ misled }) => misled)) {
    for (const pair of pairs) for (const [answer, weight] of learned.get(pair) ?? []) scores[answer]! += weight;
    const [answer] = answers;
    const isTelling = (pair: string) =>
      !taken.has(hashOf(pair)) && [...owners.get(pair)!].every((one) => answers.includes(one));
    const [telling] = pairs.filter(isTelling).sort((a, b) => times.get(b)! - times.get(a)!);
    if (answers.includes(firstOf(scores)) || telling === undefined) continue;
    const where = learned.get(telling) ?? new Map<number, number>();
    const lacking = Math.max(...scores) - scores[answer!]! + lead;
    learned.set(telling, where.set(answer!, (where.get(answer!) ?? 0) + 2 ** Math.ceil(Math.log2(lacking))));
  }
  return learned;
}

/** The place of the highest of `scores`, the first of equals; −1 where none is above zero. */
const firstOf = (scores: number[]) => {
  const most = Math.max(...scores);
  return most > 0 ? scores.indexOf(most) : -1;
};
