import { z } from 'astro/zod';

const words = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .regex(/^(?!.*(`|\*\*|\]\())/s, 'must be plain words: drawings know no Markdown');
const sentences = words.max(500, 'must have 500 characters at most');
/** What stands in a drawing does not wrap: it must fit a phone. */
const text = words.max(40, 'must fit a phone: 40 characters at most');
const index = z.int().min(0);
const common = { caption: sentences, alt: sentences };
const twice = (texts: unknown[]) => new Set(texts.map((one) => JSON.stringify(one))).size < texts.length;
const saysMore = (drawing: { caption: string; alt: string }) => drawing.caption !== drawing.alt;
const sameWords = { path: ['alt'], message: 'says what the caption says; tell what the drawing shows' };

/** Reports an index that leads to nothing: `at` is its place, `names` what it is an index of. */
const inside = (ctx: z.RefinementCtx, at: (string | number)[], value: number, count: number, names: string) => {
  if (value >= count)
    ctx.addIssue({ code: 'custom', path: at, message: `is ${value}; there are ${count} ${names}, counted from 0` });
};

/** `<Sequence>`: who says what to whom, from top to bottom. */
export const sequenceSchema = z
  .strictObject({
    ...common,
    /** Names of the columns, from left to right. */
    actors: z
      .array(text)
      .min(2)
      .max(4)
      .refine((names) => !twice(names), 'must name each once'),
    /** `[from, to, text]` by the columns' indices; `from` equal to `to` is something an actor does alone. */
    messages: z.array(z.tuple([index, index, text])).min(1),
  })
  .refine(saysMore, sameWords)
  .superRefine(({ actors, messages }, ctx) => {
    for (const [at, [from, to]] of messages.entries()) {
      inside(ctx, ['messages', at, 0], from, actors.length, 'actors');
      inside(ctx, ['messages', at, 1], to, actors.length, 'actors');
    }
  });

/** `<Timeline>`: what lasts how long beside what, from left to right. */
export const timelineSchema = z
  .strictObject({
    ...common,
    /** How many equal steps the time axis has. */
    steps: z.int().positive().max(60),
    /** Each lane's name and its bars: `[start, end, text]` in steps, from 0. */
    lanes: z
      .array(z.strictObject({ name: text, bars: z.array(z.tuple([z.number(), z.number(), text])).min(1) }))
      .min(1),
  })
  .refine(saysMore, sameWords)
  .superRefine(({ steps, lanes }, ctx) => {
    for (const [lane, { bars }] of lanes.entries()) {
      for (const [bar, [start, end]] of bars.entries()) {
        const path = ['lanes', lane, 'bars', bar];
        const [, before = 0] = bars[bar - 1] ?? [];
        if (start < 0 || start >= end || end > steps) {
          ctx.addIssue({ code: 'custom', path, message: `runs from ${start} to ${end}; the axis from 0 to ${steps}` });
        } else if (start < before) {
          ctx.addIssue({
            code: 'custom',
            path,
            message: `starts at ${start}, before the one before it ends at ${before}`,
          });
        }
      }
    }
  });

/** `<Graph>`: what leads to what: boxes on a grid, joined by arrows. */
export const graphSchema = z
  .strictObject({
    ...common,
    /** `[text, column, row]`; columns and rows count from 0 and may be halves. */
    nodes: z.array(z.tuple([text, z.number().min(0).max(5), z.number().min(0).max(12)])).min(2),
    /** `[from, to, text?]` by the nodes' indices. */
    edges: z
      .array(z.tuple([index, index, text.optional()]))
      .min(1)
      .refine((edges) => !twice(edges.map(([from, to]) => [from, to])), 'must join two boxes once')
      .refine((edges) => edges.every(([from, to]) => from !== to), 'must not lead from a box to itself'),
  })
  .refine(saysMore, sameWords)
  .superRefine(({ nodes, edges }, ctx) => {
    for (const [at, [, column, row]] of nodes.entries()) {
      const under = nodes.findIndex(([, x, y]) => Math.abs(x - column) < 1 && Math.abs(y - row) < 0.5);
      if (under !== at) ctx.addIssue({ code: 'custom', path: ['nodes', at], message: `covers node ${under}` });
    }
    for (const [at, [from, to]] of edges.entries()) {
      inside(ctx, ['edges', at, 0], from, nodes.length, 'nodes');
      inside(ctx, ['edges', at, 1], to, nodes.length, 'nodes');
    }
  });
