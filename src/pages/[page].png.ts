import type { APIRoute, GetStaticPaths } from 'astro';
import { getAnswers, getSections } from '../lib/collections.ts';
import { readTopics, topicsOf } from '../lib/topics.ts';
import { chapterCard, homeCard, setCard, topicsCard } from '../study/card.ts';
import { drawCard } from '../study/draw-card.ts';

/** The pictures that a shared link shows: of each chapter, the index, sets, and home, which stands for all other pages. */
export const getStaticPaths = (async () => {
  const sections = await getSections();
  const topics = topicsOf(await getAnswers(), readTopics());
  return [
    { params: { page: 'home' }, props: { card: homeCard(sections) } },
    { params: { page: 'set' }, props: { card: setCard() } },
    { params: { page: 'topics' }, props: { card: topicsCard(topics) } },
    ...sections.map((section) => ({ params: { page: section.id }, props: { card: chapterCard(section) } })),
  ];
}) satisfies GetStaticPaths;

export const GET: APIRoute = async ({ props }) => new Response(await drawCard(props['card']));
