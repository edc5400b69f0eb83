import type { Answer } from './answers.ts';

/** How one answer is tied to others; `relation` reads on into the list: `Builds on 16. Dependency injection`. */
export interface Relation {
  relation: string;
  answers: Answer[];
}

/**
 * The typed links of an answer, both directions: what it names in `buildsOn`, `contrastsWith` and `next`, and what names it.
 * Each answer is named once, by its strongest tie; an answer without any tie is tied to its neighbours in the chapter.
 */
export function relatedTo(answer: Answer, all: Answer[]): Relation[] {
  const self = answer.number;
  const asks = (one: Answer) => one.data.next.flatMap(({ answer: number }) => number ?? []);
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
    const answers = all.filter((one) => !named.has(one.number) && tied(one));
    for (const one of answers) named.add(one.number);
    return { relation, answers };
  });
  const found = relations.filter(({ answers }) => answers.length > 0);
  const neighbours = answer.section.answers.filter((one) => one !== answer);
  return found.length > 0 ? found : [{ relation: 'In the same chapter:', answers: neighbours }];
}
