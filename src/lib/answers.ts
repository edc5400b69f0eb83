import { type CollectionEntry, getCollection } from 'astro:content';
import { site } from '../site.ts';

/** A chapter: its data, its place in the book and its answers in reading order. */
export interface Section {
  id: string;
  title: string;
  icon: string;
  introduction: string;
  url: string;
  answers: Answer[];
}

/** One answer with its place in the site; `url` starts with the base path. */
export interface Answer {
  entry: CollectionEntry<'answers'>;
  data: CollectionEntry<'answers'>['data'];
  number: number;
  slug: string;
  section: Section;
  url: string;
  /** Place in reading order, from 1. */
  position: number;
}

/** Read once for a build; in development anew each time. */
let sections: Promise<Section[]> | undefined;
let answers: Promise<Answer[]> | undefined;

/** All sections in the order of `content/sections.yaml`, each with its answers in order. */
export function getSections(): Promise<Section[]> {
  if (import.meta.env.DEV) sections = undefined;
  sections ??= readSections();
  return sections;
}

/** All answers in reading order; in a build the same list each time. */
export function getAnswers(): Promise<Answer[]> {
  if (import.meta.env.DEV) answers = undefined;
  answers ??= getSections().then((all) => all.flatMap((section) => section.answers));
  return answers;
}

async function readSections(): Promise<Section[]> {
  const entries = new Map((await getCollection('answers')).map((entry) => [entry.id, entry]));
  let position = 0;
  const sections = (await getCollection('sections'))
    .sort((a, b) => a.data.order - b.data.order)
    .map(({ data }) => {
      const { questions, order, ...rest } = data;
      const section: Section = { ...rest, url: `${site.base}${data.id}/`, answers: [] };
      for (const slug of questions) {
        const id = `${data.id}/${slug}`;
        const entry = entries.get(id);
        if (!entry) throw new Error(`content/sections.yaml lists ${id}, which is not there.`);
        position += 1;
        section.answers.push({
          entry,
          data: entry.data,
          number: entry.data.number,
          slug,
          section,
          url: `${section.url}${slug}/`,
          position,
        });
      }
      return section;
    });
  return sections;
}
