import type { APIRoute, GetStaticPaths } from 'astro';
import { getSections } from '../lib/collections.ts';
import { chapterCard, homeCard } from '../study/card.ts';
import { drawCard } from '../study/draw-card.ts';

/** The pictures of each chapter, and of all other pages, that a shared link shows. */
export const getStaticPaths = (async () => {
  const sections = await getSections();
  return [
    { params: { page: 'home' }, props: { card: homeCard(sections) } },
    ...sections.map((section) => ({ params: { page: section.id }, props: { card: chapterCard(section) } })),
  ];
}) satisfies GetStaticPaths;

export const GET: APIRoute = async ({ props }) => new Response(await drawCard(props['card']));
