import { file, glob } from 'astro/loaders';
import { z } from 'astro/zod';
import { defineCollection } from 'astro:content';
import { parse } from 'yaml';
import { answerSchema, changeSchema, sectionSchema } from './lib/schemas.ts';

/** A YAML list as entries that know their place in it, as `order`: the store itself sorts by id. */
const inOrder = (text: string) =>
  (parse(text) as object[]).map((entry, order) => ({ id: String(order), ...entry, order }));
const order = z.int();

const sections = defineCollection({
  loader: file('content/sections.yaml', { parser: inOrder }),
  schema: sectionSchema.extend({ order }),
});

const answers = defineCollection({
  loader: glob({
    pattern: '*/*/index.mdx',
    base: 'content',
    generateId: ({ entry }) => entry.replace(/\/index\.mdx$/, ''),
  }),
  schema: answerSchema,
});

const changes = defineCollection({
  loader: file('content/changes.yaml', { parser: inOrder }),
  schema: changeSchema.extend({ id: z.string(), order }),
});

export const collections = { sections, answers, changes };
