import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const file = 'content/forwards.yaml';
const path = z.string().regex(/^\/([a-z0-9-]+\/){1,2}$/, 'must be /section/ or /section/question/');
const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be an id such as q19-pitfalls');
const schema = z.strictObject({ pages: z.record(path, path), fragments: z.record(id, id) });

/** Addresses that have moved, from content/forwards.yaml: old path → new path, old fragment → new fragment. */
export function readForwards(): z.infer<typeof schema> {
  const result = schema.safeParse(parse(readFileSync(file, 'utf8')));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(`${file}: ${issue?.path.join(' → ') || 'the file'}: ${issue?.message}`);
}

/** The ids that `id` had before, to stand as empty anchors beside it. */
export function formerIds(id: string): string[] {
  const { fragments } = readForwards();
  return Object.keys(fragments).filter((old) => fragments[old] === id);
}
