import type { APIRoute } from 'astro';
import { absolute } from '../lib/addresses.ts';
import { getSections } from '../lib/collections.ts';
import { plainText } from '../lib/text.ts';
import { site } from '../site.ts';
import { markdownUrl, published } from '../study/source.ts';

/** What there is for language models, as llmstxt.org describes it: each answer with its Markdown. */
export const GET: APIRoute = async () => {
  const sections = (await getSections()).map(({ title, answers }) =>
    [
      `## ${title}`,
      answers
        .map(({ url, number, data }) => `- [${number}. ${plainText(data.question)}](${published(markdownUrl(url))})`)
        .join('\n'),
    ].join('\n\n'),
  );
  const more = [
    '## Optional',
    `- [All answers in one file](${absolute('llms-full.txt')})\n- [As JSON](${absolute('answers.json')}), with its [schema](${absolute('answers.schema.json')})`,
  ].join('\n\n');
  return new Response(`${[`# ${site.name}`, `> ${site.description}`, ...sections, more].join('\n\n')}\n`);
};
