import type { Place, Source } from '../../../src/search/source.ts';

/** The source of an answer whose texts are empty but for those given. */
export function sourceWith(
  number: number,
  question: string,
  texts: Partial<{ [place in Place]: string }> = {},
): Source {
  const empty = { title: '', slug: '', asked: '', tags: '', say: '', prose: '', points: '', pitfalls: '' };
  const others = { corrections: '', next: '', imports: '', code: '', records: '' };
  return {
    number,
    slug: `slug-${number}`,
    section: number > 2 ? 'two' : 'one',
    level: 'mid',
    question,
    asked: (texts.asked ?? '').split('\n').filter(Boolean),
    texts: { question, ...empty, ...others, ...texts },
  };
}
