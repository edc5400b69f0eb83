/**
 * Visits every source that an answer cites and lists those that are gone, as Markdown: `npm run check:links`, where
 * there is a network.
 */
import { readAnswers } from '../support/answers.ts';

/** Page → the answers that cite it. */
const cited = new Map<string, string[]>();
for (const { id, data } of readAnswers()) {
  for (const { url } of data.sources) {
    const page = url.replace(/#.*$/, '');
    cited.set(page, [...(cited.get(page) ?? []), id]);
  }
}

/** Why nobody can read the page; undefined where it is there. A host that refuses robots is no dead link. */
async function faultOf(page: string): Promise<string | undefined> {
  try {
    const response = await fetch(page, {
      signal: AbortSignal.timeout(30_000),
      headers: { 'User-Agent': 'FastAPI Answers link check' },
    });
    await response.body?.cancel();
    return [404, 410].includes(response.status) ? String(response.status) : undefined;
  } catch (error) {
    const { message, cause } = error as Error;
    return cause instanceof Error ? cause.message : message;
  }
}

const gone: string[] = [];
const queue = [...cited];
const visit = async () => {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const [page, answers] = next;
    // A host may be away for a moment; a page that is gone stays gone.
    const fault = (await faultOf(page)) && (await faultOf(page));
    if (fault) gone.push(`- ${page}: ${fault}; cited by ${answers.join(', ')}`);
  }
};
await Promise.all([visit(), visit(), visit(), visit()]);
console.log([`${cited.size} pages visited, ${gone.length} gone`, '', ...gone.sort()].join('\n'));
process.exit(gone.length > 0 ? 1 : 0);
