import { z } from 'astro/zod';

const text = z.string().trim().min(1, 'must not be empty');
const index = z.int().min(0);
const common = { caption: text, alt: text };

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
    actors: z.array(text).min(2).max(4),
    /** `[from, to, text]` by the columns' indices; `from` equal to `to` is something an actor does alone. */
    messages: z.array(z.tuple([index, index, text])).min(1),
  })
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
    steps: z.int().positive(),
    /** Each lane's name and its bars: `[start, end, text]` in steps, from 0. */
    lanes: z.array(z.strictObject({ name: text, bars: z.array(z.tuple([z.number(), z.number(), z.string()])) })).min(1),
  })
  .superRefine(({ steps, lanes }, ctx) => {
    for (const [lane, { bars }] of lanes.entries()) {
      for (const [bar, [start, end]] of bars.entries()) {
        if (start >= 0 && start < end && end <= steps) continue;
        const path = ['lanes', lane, 'bars', bar];
        ctx.addIssue({ code: 'custom', path, message: `runs from ${start} to ${end}; the axis from 0 to ${steps}` });
      }
    }
  });

/** `<Graph>`: what leads to what: boxes on a grid, joined by arrows. */
export const graphSchema = z
  .strictObject({
    ...common,
    /** `[text, column, row]`; columns and rows count from 0 and may be halves. */
    nodes: z.array(z.tuple([text, z.number().min(0), z.number().min(0)])).min(2),
    /** `[from, to, text?]` by the nodes' indices. */
    edges: z.array(z.tuple([index, index, text.optional()])).min(1),
  })
  .superRefine(({ nodes, edges }, ctx) => {
    for (const [at, [from, to]] of edges.entries()) {
      inside(ctx, ['edges', at, 0], from, nodes.length, 'nodes');
      inside(ctx, ['edges', at, 1], to, nodes.length, 'nodes');
    }
  });
