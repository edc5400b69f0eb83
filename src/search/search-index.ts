/**
 * The small index as it is sent. `answers` has four lines for each: `number slug section level` (the last two as indexes), the
 * question, its topics, and other words of its aliases; make-index.ts makes it.
 */
export interface SearchIndex {
  sections: [id: string, title: string][];
  levels: string[];
  answers: string;
}

/** An answer as a list shows it; `section` is its title, `path` that of its page under the base path. */
export interface Row {
  number: number;
  path: string;
  question: string;
  section: string;
  level: string;
}

/** The answers of an index, each with the words that only ranking needs. */
export function readIndex({ sections, levels, answers }: SearchIndex): { row: Row; topics: string; rest: string }[] {
  return [...answers.matchAll(/(\d+) (\S+) (\d+) (\d+)\n(.*)\n(.*)\n(.*)/g)].map(
    ([, number, slug, at, level, question, topics, rest]) => {
      const [id, section] = sections[Number(at)]!;
      const row = {
        number: Number(number),
        path: `${id}/${slug}/`,
        question: question!,
        section,
        level: levels[Number(level)]!,
      };
      return { row, topics: topics!, rest: rest! };
    },
  );
}
