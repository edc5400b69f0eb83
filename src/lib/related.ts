import type { Answer } from './collections.ts';

/** How one answer is tied to others; `relation` reads on into the list: `Builds on 16. Dependency injection`. */
export interface Relation {
  relation: string;
  answers: Answer[];
}

const asks = (one: Answer) => one.data.next.flatMap(({ answer: number }) => number ?? []);
const namesOf = (one: Answer) => [one.number, ...one.data.buildsOn, ...one.data.contrastsWith, ...asks(one)];
const gathered = new WeakMap<Answer[], Map<number, Answer[]>>();

/** The answers that have a number or name it, by that number; gathered once for each list of answers. */
function namersIn(all: Answer[]): Map<number, Answer[]> {
  const known = gathered.get(all);
  if (known) return known;
  const namers = new Map(all.map(({ number }): [number, Answer[]] => [number, []]));
  for (const one of all) for (const number of new Set(namesOf(one))) namers.get(number)?.push(one);
  gathered.set(all, namers);
  return namers;
}

/**
 * The typed links of an answer, both directions: what it names in `buildsOn`, `contrastsWith` and `next`, and what names it.
 * Each answer is named once, by its strongest tie; an answer without any tie is tied to its neighbors in the chapter.
 */
export function relatedTo(answer: Answer, all: Answer[]): Relation[] {
  const self = answer.number;
  // Whoever can be tied to this answer, in reading order: to ask all others would take the square of their number.
  const near = [...new Set(namesOf(answer).flatMap((number) => namersIn(all).get(number) ?? []))].sort(
    (a, b) => a.position - b.position,
  );
  const ties: [string, (one: Answer) => boolean][] = [
    ['Builds on', (one) => answer.data.buildsOn.includes(one.number)],
    ['Leads to', (one) => one.data.buildsOn.includes(self)],
    [
      'Not to be confused with',
      (one) => answer.data.contrastsWith.includes(one.number) || one.data.contrastsWith.includes(self),
    ],
    ['Asked next', (one) => asks(answer).includes(one.number)],
    ['Asked after', (one) => asks(one).includes(self)],
  ];
  const named = new Set([self]);
  const relations = ties.map(([relation, tied]) => {
    const answers = near.filter((one) => !named.has(one.number) && tied(one));
    for (const one of answers) named.add(one.number);
    return { relation, answers };
  });
  const found = relations.filter(({ answers }) => answers.length > 0);
  const neighbors = answer.section.answers.filter((one) => one.id !== answer.id);
  return found.length > 0 ? found : [{ relation: 'In the same chapter:', answers: neighbors }];
}
