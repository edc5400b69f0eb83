import type { SearchIndex } from './search-index.ts';
import { isStop, stem, wordsOf } from './words.ts';

/** What the small index is made from: one answer's texts, each with what a word in it weighs. */
export interface Source {
  number: number;
  slug: string;
  section: string;
  level: string;
  question: string;
  asked: string[];
  texts: [text: string, weight: number][];
}

/** Share of the highest weight a word has anywhere from which an answer is about it. */
const about = 0.8;

const isName = (word: string) => /[\W_\d]|\p{Ll}\p{Lu}/u.test(word);
const rootsOf = (text: string) =>
  wordsOf(text)
    .flatMap((word) => [word, ...word.parts])
    .map(({ key }) => stem(key));

/** How much each word of a text says about it: root → weight, and the way it is mostly written. */
function weigh(texts: Source['texts']) {
  const found = new Map<string, { weight: number; shown: Map<string, number> }>();
  for (const [text, weight] of texts) {
    for (const { key, shown } of wordsOf(text).flatMap((word) => [word, ...word.parts])) {
      if (isStop(key) || key.length < 2 || shown.length > 28) continue;
      const so = found.get(stem(key)) ?? { weight: 0, shown: new Map() };
      so.weight += weight;
      so.shown.set(shown, (so.shown.get(shown) ?? 0) + 1);
      found.set(stem(key), so);
    }
  }
  return found;
}

/**
 * Builds the small index. Each answer has its question, its topics (words it says more of than nearly all others, in its aliases or
 * its text) and the remaining words of its aliases: so a word leads to the answer that is about it rather than to one that has it.
 */
export function makeIndex(sections: [id: string, title: string][], sources: Source[]): SearchIndex {
  const levels = ['junior', 'mid', 'senior'];
  const weights = sources.map(({ question, asked, texts }) =>
    weigh([[question, 4], ...asked.map((one): [string, number] => [one, 3]), ...texts]),
  );
  const best = new Map<string, number>();
  for (const found of weights) {
    for (const [root, { weight }] of found) {
      best.set(root, Math.max(best.get(root) ?? 0, weight));
    }
  }
  const answers = sources.map(({ number, slug, section, level, question, asked }, index) => {
    const found = weights[index]!;
    const inQuestion = new Set(rootsOf(`${question} ${slug}`));
    const inAliases = new Set(asked.flatMap((one) => rootsOf(one)));
    const isTopic = (root: string) => found.get(root)!.weight >= about * best.get(root)!;
    const wordOf = (root: string) => {
      const [word] = [...found.get(root)!.shown].sort(([, a], [, b]) => b - a)[0]!;
      return isName(word) ? word : word.toLowerCase();
    };
    const known = [...found.keys()].filter((root) => inAliases.has(root) || inQuestion.has(root));
    const topics = known.filter(isTopic);
    // Common words too: a word that some answers lack would pass for a rare one.
    const rest = known.filter((root) => !isTopic(root) && !inQuestion.has(root));
    // The parts of an identifier need not be sent beside it.
    const within = new Set([...topics, ...rest].flatMap((root) => rootsOf(wordOf(root)).slice(1)));
    const list = (roots: string[]) =>
      roots
        .filter((root) => !within.has(root))
        .map(wordOf)
        .join(' ');
    const place = sections.findIndex(([id]) => id === section);
    return [[number, slug, place, levels.indexOf(level)].join(' '), question, list(topics), list(rest)].join('\n');
  });
  return { sections, levels, answers: answers.join('\n') };
}
