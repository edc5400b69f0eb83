import { file, glob } from 'astro/loaders';
import { z } from 'astro/zod';
import { defineCollection } from 'astro:content';
import { parse } from 'yaml';
import { countWords, plainText } from './lib/markdown.ts';

/** A line of text, with inline Markdown. */
const line = z.string().trim().min(1);
const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use lower-case words joined by "-"');
const number = z.int().positive();
const level = z.enum(['junior', 'mid', 'senior']);

const words = (least: number, most: number) =>
  line.superRefine((text, ctx) => {
    const count = countWords(plainText(text));
    if (count < least || count > most) {
      ctx.addIssue({ code: 'custom', message: `has ${count} words; it must have ${least} to ${most}` });
    }
  });

const sections = defineCollection({
  // The store sorts by id; the book's order is the file's.
  loader: file('content/sections.yaml', {
    parser: (text) => (parse(text) as object[]).map((section, order) => ({ ...section, order })),
  }),
  schema: z.strictObject({
    /** Place in the file, from 0. */
    order: z.int(),
    /** The first part of the section's URLs. */
    id: slug,
    title: line,
    /** One emoji that stands before the title. */
    icon: line,
    /** Opens the chapter and describes it to search engines. */
    introduction: words(30, 90),
    /** The folders of its answers, in the order in which they are read. */
    questions: z.array(slug).min(1),
  }),
});

const answers = defineCollection({
  loader: glob({
    pattern: '*/*/index.mdx',
    base: 'content',
    generateId: ({ entry }) => entry.replace(/\/index\.mdx$/, ''),
  }),
  schema: z.strictObject({
    /** The permanent id: never reused, never renumbered. */
    number,
    /** The source's wording. */
    question: line.regex(/[?.]$/, 'must end with "?" (or "." for a request)'),
    /** The short name, for navigation. */
    title: line.max(42, 'must fit the navigation: 42 characters at most'),
    level,
    tags: z.array(slug).min(1).max(6),
    /** Other ways in which people ask this question or name its subject. */
    asked: z.array(line).min(6).max(12),
    /** The spoken answer: true on its own, no code blocks. */
    say: words(50, 90),
    /** What separates one level's answer from another's. */
    listens: z
      .array(z.strictObject({ level, hear: line }))
      .min(3)
      .max(5),
    pitfalls: z
      .array(
        z.strictObject({
          write: line,
          happens: line,
          instead: line,
          /** The file, in this folder, that was run to show it. */
          program: line,
          /** A named region of that file, where not all of it is to be shown. */
          region: slug.optional(),
          /** The steps of its record that show what happens. */
          steps: z.array(slug).min(1),
        }),
      )
      .min(1)
      .max(3),
    corrections: z
      .array(
        z.strictObject({
          said: line,
          truth: line,
          /** Release since which the correction holds. */
          since: line.optional(),
          /** Claims of the source, by their number, that this corrects. */
          claims: z.array(number).optional(),
        }),
      )
      .min(1),
    /** Faulty claims of the source that another part deals with: claim → part. */
    handled: z.record(z.string().regex(/^\d+$/), z.enum(['how-it-works', 'example', 'pitfalls'])).optional(),
    next: z
      .array(z.strictObject({ ask: line.regex(/\?$/, 'must end with "?"'), reply: line, answer: number.optional() }))
      .min(2)
      .max(4),
    /** Answers to read before this one. */
    buildsOn: z.array(number).default([]),
    /** Answers whose subject is easily taken for this one. */
    contrastsWith: z.array(number).default([]),
    sources: z
      .array(
        z.strictObject({
          title: line,
          url: z.url({ protocol: /^https$/ }),
          /** What the source speaks of, with its version: `FastAPI 0.121.0`, `RFC 9110`. */
          about: line,
        }),
      )
      .min(2),
    /** Packages, as named in requirements.in, whose versions matter here besides FastAPI, Starlette and Pydantic. */
    packages: z.array(line).default([]),
  }),
});

const changes = defineCollection({
  loader: file('content/changes.yaml', {
    parser: (text) => (parse(text) as object[]).map((change, index) => ({ id: String(index), ...change })),
  }),
  schema: z.strictObject({
    id: z.string(),
    date: z.iso.date(),
    /** Packages that moved, each as `name version`. */
    releases: z.array(line).min(1),
    /** Answers whose records changed with them, as `section/question`. */
    answers: z.array(line),
  }),
});

export const collections = { sections, answers, changes };
