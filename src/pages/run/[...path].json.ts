import type { APIRoute, GetStaticPaths } from 'astro';
import { getAnswers } from '../../lib/collections.ts';
import { readManifest } from '../../run/assets.ts';
import { runsOf } from '../../run/catalog.ts';
import type { AnswerRuns } from '../../run/protocol.ts';

/** What a page needs to run an answer's programs, at `/run/<section>/<question>.json`; at `/run/try.json` for programs of a reader's own. */
export const getStaticPaths = (async () => {
  const manifest = readManifest();
  if (!manifest) return [];
  const own: AnswerRuns = { manifest, programs: [], absent: [] };
  const answers = (await getAnswers()).map(({ id }) => ({ params: { path: id }, props: { runs: runsOf(id) } }));
  return [{ params: { path: 'try' }, props: { runs: own } }, ...answers];
}) satisfies GetStaticPaths;

export const GET: APIRoute = ({ props }) => Response.json(props['runs']);
