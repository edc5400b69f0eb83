import { isStop, stem, wordsOf } from '../elements/search/words.ts';

/** What the small layer is made from: one answer's texts, each with what a word in it weighs. */
export interface Source {
  number: number;
  slug: string;
  section: string;
  level: string;
  question: string;
  asked: string[];
  texts: [text: string, weight: number][];
  /** Names that its programs define. */
  own: string[];
}

/** The small layer as it is sent. An answer is `[number, slug, section, level, question, aliases, keywords]`, the last two as words. */
export interface Layer {
  sections: [id: string, title: string][];
  levels: string[];
  answers: [number, string, number, number, string, string, string][];
}

/** Words of an answer's text that the layer carries at most, besides those of its question and aliases. */
const keywords = 12;

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
      if (isStop(key) || key.length < 3 || shown.length > 28 || /^\d{4,}$|^0/.test(key)) continue;
      const so = found.get(stem(key)) ?? { weight: 0, shown: new Map() };
      so.weight += weight;
      so.shown.set(shown, (so.shown.get(shown) ?? 0) + 1);
      found.set(stem(key), so);
    }
  }
  return found;
}

/** The names a program gives to what is its own; nobody searches for them. */
export const ownNames = (code: string) =>
  [...code.matchAll(/^\s*(?:async )?(?:def|class) (\w+)|^\s*(\w+)(?:: [^=\n]+)? = /gm)].map(
    (match) => match[1] ?? match[2]!,
  );

/**
 * Builds the small layer: all questions, the words of their aliases, and for each answer the words that set its text apart.
 * A word that some question or alias has needs no help; any other goes to the one or two answers that speak of it most.
 */
export function makeLayer(sections: [id: string, title: string][], sources: Source[]): Layer {
  const levels = ['junior', 'mid', 'senior'];
  const said = new Set(sources.flatMap(({ question, slug, asked }) => rootsOf([question, slug, ...asked].join(' | '))));
  const weights = sources.map(({ texts }) => weigh(texts));
  const best = new Map<string, number>();
  const spread = new Map<string, number>();
  for (const found of weights) {
    for (const [root, { weight }] of found) {
      best.set(root, Math.max(best.get(root) ?? 0, weight));
      spread.set(root, (spread.get(root) ?? 0) + 1);
    }
  }
  const answers = sources.map(
    ({ number, slug, section, level, question, asked, own }, index): Layer['answers'][number] => {
      const inQuestion = new Set(rootsOf(`${question} ${slug}`));
      const aliases = new Map<string, string>();
      for (const { key, shown } of wordsOf(asked.join(' | '))) {
        const root = stem(key);
        if (isStop(key) || shown.length > 31 || (key.length < 2 && !/\d/.test(key)) || inQuestion.has(root)) continue;
        if (!aliases.has(root)) aliases.set(root, isName(shown) ? shown : key);
      }
      const names = new Set(own.map((name) => wordsOf(name)[0]?.key));
      const text = [...weights[index]!]
        .filter(([root, { weight }]) => !said.has(root) && weight >= 0.7 * best.get(root)!)
        .map(([root, { weight, shown }]) => {
          const [word] = [...shown].sort(([, a], [, b]) => b - a)[0]!;
          const rare = Math.log(1 + sources.length / spread.get(root)!);
          return { word, score: (rare * weight) / (weight + 3) };
        })
        .filter(({ word }) => !names.has(wordsOf(word)[0]?.key))
        .sort((a, b) => b.score - a.score)
        .slice(0, keywords)
        .map(({ word }) => (isName(word) ? word : word.toLowerCase()));
      const place = sections.findIndex(([id]) => id === section);
      return [number, slug, place, levels.indexOf(level), question, [...aliases.values()].join(' '), text.join(' ')];
    },
  );
  return { sections, levels, answers };
}
