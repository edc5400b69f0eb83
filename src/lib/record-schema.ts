import { z } from 'astro/zod';

const line = z.string().trim().min(1, 'must not be empty');
const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by "-"');
const method = z.string().regex(/^[A-Z]+$/, 'must be a method such as GET');
const path = z.string().regex(/^\//, 'must be a path that starts with "/"');
const headers = z.record(z.string(), z.string()).optional();
const message = { headers, body: z.unknown().optional() };
const common = { step: slug, note: z.string().optional(), masked: z.boolean().optional() };

/** What the answer's test recorded of a program: `<program>.record.json`. */
export const recordSchema = z.strictObject({
  steps: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({
          ...common,
          /** One exchange; headers and bodies that do not matter or are not there are left out. */
          kind: z.literal('http'),
          request: z.strictObject({ method, path, ...message }),
          response: z.strictObject({ status: z.int().min(100).max(599), ...message }),
        }),
        /** What a command printed. */
        z.strictObject({ ...common, kind: z.literal('output'), command: line, output: z.string() }),
        /** Something that was observed: `label` says what `value` is. */
        z.strictObject({ ...common, kind: z.literal('value'), label: line, value: z.unknown() }),
        z.strictObject({
          ...common,
          /** The messages of one WebSocket, in their order. */
          kind: z.literal('websocket'),
          path,
          messages: z.array(z.strictObject({ from: z.enum(['client', 'server', 'close']), data: z.unknown() })),
        }),
      ]),
    )
    .min(1)
    .refine((steps) => new Set(steps.map(({ step }) => step)).size === steps.length, 'must name each step once'),
});
/** What a test recorded of a program. */
export type ProgramRecord = z.infer<typeof recordSchema>;
