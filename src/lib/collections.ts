import { type CollectionEntry, getCollection } from 'astro:content';
import { href } from './addresses.ts';

/** A chapter: its data, its place in the book and its answers in reading order. */
export interface Section {
  id: string;
  title: string;
  icon: string;
  introduction: string;
  /** Its address, which starts with the base path. */
  url: string;
  answers: Answer[];
}

/** One answer with its place in the site. Two readings give two objects: compare `id` or `number`, never identity. */
export interface Answer {
  /** `section/question`, its folder in `content/`. */
  id: string;
  entry: CollectionEntry<'answers'>;
  data: CollectionEntry<'answers'>['data'];
  number: number;
  slug: string;
  section: Section;
  /** Its address, which starts with the base path. */
  url: string;
  /** Place in reading order, from 1. */
  position: number;
}

/** An entry of content/changes.yaml. */
export type Change = CollectionEntry<'changes'>['data'];

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

/** All changes, newest first. */
export async function getChanges(): Promise<Change[]> {
  const entries = await getCollection('changes');
  return entries.map(({ data }) => data).sort((a, b) => b.order - a.order);
}

async function readSections(): Promise<Section[]> {
  const entries = new Map((await getCollection('answers')).map((entry) => [entry.id, entry]));
  let position = 0;
  return (await getCollection('sections'))
    .sort((a, b) => a.data.order - b.data.order)
    .map(({ data: { questions, order, ...rest } }) => {
      const section: Section = { ...rest, url: href(`${rest.id}/`), answers: [] };
      section.answers = questions.map((slug) => {
        const id = `${rest.id}/${slug}`;
        const entry = entries.get(id);
        if (!entry) throw new Error(`content/sections.yaml lists ${id}, which is not there.`);
        position += 1;
        const { data } = entry;
        return { id, entry, data, number: data.number, slug, section, url: `${section.url}${slug}/`, position };
      });
      return section;
    });
}
