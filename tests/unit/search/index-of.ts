import { writeNumbers } from '../../../src/search/numbers.ts';
import type { SearchIndex } from '../../../src/search/search-index.ts';

/** What a word says of answers: place in the list → weight in quanta of 0.4. */
type Said = { [answer: number]: number };

/** An index by hand: a question for each answer, what words say, and what pairs of those words say, as `one next`. */
export function indexOf(
  questions: string[],
  words: { [shown: string]: Said },
  pairs: { [words: string]: Said } = {},
  common = '',
): SearchIndex {
  const shown = Object.keys(words).sort();
  const joined = Object.keys(pairs)
    .map((pair) => ({ said: pairs[pair]!, at: pair.split(' ').map((word) => shown.indexOf(word)) }))
    .sort((a, b) => a.at[0]! - b.at[0]! || a.at[1]! - b.at[1]!);
  const lists = [...shown.map((word) => words[word]!), ...joined.map(({ said }) => said)].map((said) =>
    Object.entries(said).map(([answer, weight]): [number, number] => [Number(answer), weight]),
  );
  return {
    sections: [['one', 'First']],
    levels: ['junior', 'mid'],
    // Numbers are not places: those of the answers are 10, 11, 12 …
    rows: questions.map((question, at) => `${10 + at} slug-${at} 0 ${at % 2} ${question}`).join('\n'),
    words: shown.map((word) => `0${word}`).join('\n'),
    pairs: writeNumbers(joined.flatMap(({ at }, index) => [at[0]! - (joined[index - 1]?.at[0] ?? 0), at[1]!])),
    counts: writeNumbers(lists.map((list) => list.length)),
    answers: writeNumbers(lists.flatMap((list) => list.map(([answer], at) => answer - (list[at - 1]?.[0] ?? -1) - 1))),
    weights: writeNumbers(lists.flatMap((list) => list.map(([, weight]) => weight))),
    common,
  };
}
