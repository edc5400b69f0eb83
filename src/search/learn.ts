import type { Weights } from './full-text.ts';

/** A text that asks for the answer at the place `answer`; its `terms` as terms.ts gives them. */
export interface Example {
  terms: Map<string, number>;
  answer: number;
  weight: number;
}

/** How far a step goes, and how strongly weights are held to what the text says. */
const [step, restraint] = [0.5, 0.08];
/** How much of its length a text is relieved of: all of it, and the words of a long question would teach little each. */
const evening = 0.7;
/** With how many answers an example is compared: its own and those that the text makes likeliest. Bounds the time of large sites. */
const rivals = 64;

/** The answers that an example is compared with, its own first. */
function rivalsOf({ terms, answer }: Example, before: Weights, count: number): number[] {
  if (count <= rivals) return [answer, ...Array.from({ length: count }, (_, at) => at).filter((at) => at !== answer)];
  const scores = new Map<number, number>();
  for (const [term, value] of terms) {
    for (const [at, weight] of before.get(term) ?? []) scores.set(at, (scores.get(at) ?? 0) + value * weight);
  }
  const others = [...scores].filter(([at]) => at !== answer).sort(([a, x], [b, y]) => y - x || a - b);
  return [answer, ...others.slice(0, rivals - 1).map(([at]) => at)];
}

/**
 * Learns what terms say of `count` answers from examples, beginning with what the text says: multinomial logistic regression, whose
 * weights are held near `before` and above zero. So a word that stands in examples of every answer comes to say nothing, and one that
 * tells two answers apart says so. All examples are gone through `rounds` times; the same input gives the same bits.
 */
export function learn(before: Weights, examples: Example[], count: number, rounds = 30): Weights {
  // One flat list of weights: a slot for each pair of term and answer that some example compares.
  const slots = new Map<string, Map<number, number>>();
  const start: number[] = [];
  const sums: number[] = [];
  const made = examples
    .filter(({ terms }) => terms.size > 0)
    .map((example) => {
      const { terms, weight } = example;
      const compared = rivalsOf(example, before, count);
      const norm = Math.sqrt([...terms.values()].reduce((sum, value) => sum + value * value, 0)) ** evening;
      const rows = [...terms].map(([term, value]) => {
        const known = slots.get(term) ?? new Map<number, number>();
        slots.set(term, known);
        const places = compared.map((answer) => {
          const slot = known.get(answer) ?? start.push(before.get(term)?.get(answer) ?? 0) - 1;
          known.set(answer, slot);
          return slot;
        });
        const input = value / norm;
        for (const slot of places) sums[slot] = (sums[slot] ?? 0) + weight * input * input;
        return { input, places };
      });
      return { rows, weight, chances: new Float64Array(compared.length) };
    });
  const weights = Float64Array.from(start);
  const slopes = new Float64Array(start.length);
  for (let round = 0; round < rounds; round += 1) {
    slopes.fill(0);
    for (const { rows, weight, chances } of made) {
      chances.fill(0);
      for (const { input, places } of rows) {
        for (let at = 0; at < places.length; at += 1) chances[at]! += input * weights[places[at]!]!;
      }
      const most = Math.max(...chances);
      let sum = 0;
      for (let at = 0; at < chances.length; at += 1) sum += chances[at] = Math.exp(chances[at]! - most);
      for (const { input, places } of rows) {
        for (let at = 0; at < places.length; at += 1) {
          slopes[places[at]!]! += weight * input * (chances[at]! / sum - (at === 0 ? 1 : 0));
        }
      }
    }
    for (let slot = 0; slot < weights.length; slot += 1) {
      const slope = slopes[slot]! + restraint * (weights[slot]! - start[slot]!);
      weights[slot] = Math.max(0, weights[slot]! - (step * slope) / (0.25 * sums[slot]! + restraint));
    }
  }
  const learned: Weights = new Map([...before].map(([term, where]) => [term, new Map(where)]));
  for (const [term, known] of slots) {
    const where = learned.get(term) ?? new Map<number, number>();
    for (const [answer, slot] of known) where.set(answer, weights[slot]!);
    learned.set(term, where);
  }
  return learned;
}
