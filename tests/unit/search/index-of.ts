import { writeNumbers, writeSteps } from '../../../src/search/numbers.ts';
import { hashOf, type SearchIndex, shortHashOf } from '../../../src/search/search-index.ts';
import { stem } from '../../../src/search/words.ts';

/** What a word says of answers: place in the list → weight in quanta of 0.4. */
type Said = { [answer: number]: number };

const gaps = (numbers: number[]) => numbers.sort((a, b) => a - b).map((number, at) => number - (numbers[at - 1] ?? 0));

/** An index by hand: a question for each answer, what words say, and what words say that only readers use. */
export function indexOf(
  questions: string[],
  words: { [shown: string]: Said },
  others: { [word: string]: Said } = {},
  common = '',
): SearchIndex {
  const shown = Object.keys(words).sort();
  const hashed = Object.entries(others)
    .map(([word, said]) => ({ said, hash: hashOf(stem(word)) }))
    .sort((a, b) => a.hash - b.hash);
  const lists = [...shown.map((word) => words[word]!), ...hashed.map(({ said }) => said)].map((said) =>
    Object.entries(said).map(([answer, weight]): [number, number] => [Number(answer), weight]),
  );
  return {
    sections: [['one', 'First']],
    levels: ['junior', 'mid'],
    // Numbers are not places: those of the answers are 10, 11, 12 …
    numbers: writeSteps(questions.map((_, at) => 10 + at)),
    inSections: writeNumbers(questions.map(() => 0)),
    atLevels: writeNumbers(questions.map((_, at) => at % 2)),
    rows: questions.map((question, at) => `slug-${at} ${question}`).join('\n'),
    words: shown.map((word) => `0${word}`).join('\n'),
    hashes: writeNumbers(gaps(hashed.map(({ hash }) => hash))),
    counts: writeNumbers(lists.map((list) => list.length)),
    answers: writeNumbers(lists.flatMap((list) => list.map(([answer], at) => answer - (list[at - 1]?.[0] ?? -1) - 1))),
    weights: writeNumbers(lists.flatMap((list) => list.map(([, weight]) => weight))),
    quantum: 0.4,
    common: writeNumbers(gaps(common.split(' ').map(shortHashOf))),
  };
}
