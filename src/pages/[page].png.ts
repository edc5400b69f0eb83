import type { APIRoute, GetStaticPaths } from 'astro';
import { getAnswers, getSections } from '../lib/collections.ts';
import { readTopics, topicsOf } from '../lib/topics.ts';
import { chapterImage, homeImage, setImage, topicsImage } from '../study/share-image.ts';
import { drawShareImage } from '../study/draw-share-image.ts';

/** The pictures that a shared link shows: of each chapter, the index, sets, and home, which stands for all other pages. */
export const getStaticPaths = (async () => {
  const sections = await getSections();
  const topics = topicsOf(await getAnswers(), readTopics());
  return [
    { params: { page: 'home' }, props: { image: homeImage(sections) } },
    { params: { page: 'set' }, props: { image: setImage() } },
    { params: { page: 'topics' }, props: { image: topicsImage(topics) } },
    ...sections.map((section) => ({ params: { page: section.id }, props: { image: chapterImage(section) } })),
  ];
}) satisfies GetStaticPaths;

export const GET: APIRoute = async ({ props }) => new Response(await drawShareImage(props['image']));
