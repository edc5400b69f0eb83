import { expect, test } from 'vitest';
import type { Answer } from '../../../src/lib/collections.ts';
import { questionPage } from '../../../src/lib/structured.ts';

test('a page says its question, its spoken answer and where it stands', () => {
  const answer = { data: { question: 'What is `x`?', say: 'It is *y*.' }, section: { title: 'Basics' } } as Answer;
  expect(questionPage(answer, 'https://a.test/basics/x/')).toEqual({
    '@context': 'https://schema.org',
    '@graph': [
      {
        '@type': 'QAPage',
        mainEntity: {
          '@type': 'Question',
          name: 'What is x?',
          answerCount: 1,
          acceptedAnswer: { '@type': 'Answer', text: 'It is y.', url: 'https://a.test/basics/x/' },
        },
      },
      {
        '@type': 'BreadcrumbList',
        itemListElement: [
          { '@type': 'ListItem', position: 1, name: 'Basics', item: 'https://a.test/basics/' },
          { '@type': 'ListItem', position: 2, name: 'What is x?', item: 'https://a.test/basics/x/' },
        ],
      },
    ],
  });
});
