/** Visits every source that an answer cites and says which are gone: `npm run check:links`, where there is a network. */
import { readAnswers } from '../support/answers.ts';

const urls = new Map<string, string[]>();
for (const { id, data } of readAnswers()) {
  for (const { url } of data.sources) {
    const page = url.replace(/#.*$/, '');
    urls.set(page, [...(urls.get(page) ?? []), id]);
  }
}
const faults: string[] = [];
const queue = [...urls];
const visit = async () => {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const [url, ids] = next;
    try {
      const response = await fetch(url, {
        signal: AbortSignal.timeout(20_000),
        headers: { 'User-Agent': 'FastAPI Answers link check' },
      });
      await response.body?.cancel();
      // Some hosts refuse robots; that is no dead link.
      if (response.status === 404 || response.status === 410)
        faults.push(`${url}: ${response.status}, cited by ${ids.join(', ')}`);
    } catch (error) {
      faults.push(`${url}: ${error instanceof Error ? error.message : error}, cited by ${ids.join(', ')}`);
    }
  }
};
await Promise.all([visit(), visit(), visit(), visit()]);
console.log(`${urls.size} pages visited, ${faults.length} not found\n${faults.join('\n')}`);
process.exit(faults.length > 0 ? 1 : 0);
