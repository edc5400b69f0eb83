import type { APIRoute } from 'astro';
import { absolute } from '../lib/addresses.ts';
import { jsonSchema } from '../study/dataset.ts';

/** What /answers.json holds, as JSON Schema. */
export const GET: APIRoute = () => Response.json(jsonSchema(absolute('answers.schema.json')));
