import type { Weights } from './full-text.ts';
import type { Example } from './learn.ts';
import type { Source } from './source.ts';
import { termsOf } from './terms.ts';

/** content/phrasings.yaml: number → ways to ask that question, a line each. */
export type Phrasings = { [number: string]: string };
/** content/glossary.yaml: another world → what is typed there → our words for it. */
export type Glossary = { [world: string]: { [typed: string]: string } };

/** What search learns from beside the answers; `errors` are as phrasings are, and `common` words that are no typing errors. */
export interface Lessons {
  phrasings: Phrasings;
  errors: Phrasings;
  glossary: Glossary;
  common: string[];
}

/** The lines of a text that say something. */
export const linesOf = (text: string | undefined): string[] => (text ?? '').split('\n').filter((line) => line.trim());

/** What a line of one word weighs: one that readers type alone says by itself what they want. */
const alone = 3;

/** The world of the glossary whose name nobody types with its words. */
const nameless = 'Other';

/** The examples that the answers themselves, the phrasings and the errors give. */
export function examplesOf(sources: Source[], phrasings: Phrasings, errors: Phrasings): Example[] {
  return sources.flatMap(({ number, question, asked, texts }, answer) => {
    const lines = [...linesOf(phrasings[number]), ...linesOf(errors[number])];
    return [
      ...[question, texts.title].map((text) => ({ terms: termsOf(text), answer, weight: 3 })),
      ...[...asked, ...lines].map((text) => {
        const terms = termsOf(text);
        return { terms, answer, weight: terms.size === 1 ? alone : 1 };
      }),
    ];
  });
}

/** The answer that `text` leads to by those weights; undefined where it leads nowhere. */
export function answerFor(text: string, weights: Weights): number | undefined {
  const scores = new Map<number, number>();
  for (const [term, value] of termsOf(text)) {
    for (const [at, weight] of weights.get(term) ?? []) scores.set(at, (scores.get(at) ?? 0) + value * weight);
  }
  return [...scores].sort(([a, x], [b, y]) => y - x || a - b).find(([, score]) => score > 0)?.[0];
}

/**
 * The examples that the glossary gives: each line as a whole, with its world's name, and alone each of its words that is not made of
 * `ours`, which say already what they say.
 */
export function glossaryExamples(glossary: Glossary, weights: Weights, ours: Map<string, number>): Example[] {
  return Object.entries(glossary).flatMap(([world, lines]) =>
    Object.entries(lines).flatMap(([typed, meant]) => {
      const answer = answerFor(meant, weights);
      if (answer === undefined) return [];
      const whole = world === nameless ? typed : `${world} ${typed}`;
      const words = typed.split(' ').filter((word) => word !== whole);
      const telling = words.map(termsOf).filter((terms) => [...terms.keys()].some((term) => !ours.has(term)));
      return [
        { terms: termsOf(whole), answer, weight: 1 },
        ...telling.map((terms) => ({ terms, answer, weight: 0.5 })),
      ];
    }),
  );
}
