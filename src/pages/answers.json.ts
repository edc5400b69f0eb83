import type { APIRoute } from 'astro';
import { absolute } from '../lib/addresses.ts';
import { getAnswers, getChanges, getSections } from '../lib/collections.ts';
import { factsOf } from '../lib/facts.ts';
import { readPins, readPython, versionsOf } from '../lib/versions.ts';
import { site } from '../site.ts';
import { datasetOf, entryOf } from '../study/dataset.ts';
import { license, markdownUrl, published, sourceOf } from '../study/source.ts';

/** Everything for machines, in one file; /answers.schema.json says what it holds. */
export const GET: APIRoute = async () => {
  const all = await getAnswers();
  const changes = await getChanges();
  return Response.json(
    datasetOf({
      $schema: absolute('answers.schema.json'),
      name: site.name,
      url: absolute(),
      license,
      sections: (await getSections()).map(({ id, title, introduction, url }) => ({
        id,
        title,
        introduction,
        url: published(url),
      })),
      answers: all.map((answer) =>
        entryOf(sourceOf(answer, all), {
          shortUrl: absolute(`q/${answer.number}/`),
          markdownUrl: published(markdownUrl(answer.url)),
          section: answer.section.id,
          ran: versionsOf(answer.data.packages, readPins(), readPython()),
          changed: factsOf(answer, changes, '').changed,
        }),
      ),
    }),
  );
};
