import type { Answer } from './collections.ts';
import { plainText } from './text.ts';

/** JSON-LD of an answer's page: the question with its spoken answer, and where the page stands. */
export function questionPage(answer: Answer, url: string): object {
  const question = plainText(answer.data.question);
  const crumb = (position: number, name: string, item: string) => ({ '@type': 'ListItem', position, name, item });
  return {
    '@context': 'https://schema.org',
    '@graph': [
      {
        '@type': 'QAPage',
        mainEntity: {
          '@type': 'Question',
          name: question,
          answerCount: 1,
          acceptedAnswer: { '@type': 'Answer', text: plainText(answer.data.say), url },
        },
      },
      {
        '@type': 'BreadcrumbList',
        itemListElement: [crumb(1, answer.section.title, new URL('..', url).href), crumb(2, question, url)],
      },
    ],
  };
}
