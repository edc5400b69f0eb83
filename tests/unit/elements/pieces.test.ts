import { afterEach, describe, expect, test, vi } from 'vitest';
import { Pieces } from '../../../src/elements/search/pieces.ts';
import { Lookup } from '../../../src/search/lookup.ts';
import { rank } from '../../../src/search/rank.ts';
import { realQueries } from '../../browser/relevance.ts';
import { makeSearch } from '../../support/search.ts';

const whole = new Lookup(makeSearch().index);
const { index, pieces } = makeSearch(1);

/** A reader's index in pieces; `fetched` has the names of those that came. */
function begin(answer: (name: string) => Response | undefined = () => undefined) {
  const fetched: string[] = [];
  vi.stubGlobal('fetch', async (url: string) => {
    const [, name = ''] = /^\/search\/(.*)\.json\?v=1$/.exec(url) ?? [];
    fetched.push(name);
    return answer(name) ?? Response.json(pieces.get(name));
  });
  const lookup = new Lookup(index);
  const own = new Pieces('/search.json?v=1', index.beginnings!, lookup);
  /** Ranks for a query as the box does: until nothing is lacking any more. */
  const search = async (query: string) => {
    for (let turn = 0; turn < 5; turn += 1) {
      const found = rank(lookup, query);
      const numbers = found.hits.slice(0, 10).map(({ number }) => number);
      const need = own.need(
        query,
        found.unknown,
        numbers.map((number) => lookup.rows.findIndex((row) => row.number === number)),
      );
      if (!need) return found;
      await need;
    }
    throw new Error(`something is lacking for ever: ${query}`);
  };
  return { fetched, lookup, own, search };
}
afterEach(() => void vi.unstubAllGlobals());

test('the index itself has neither words nor questions, but each answer', () => {
  expect([index.words, index.hashes, index.rows, index.common]).toEqual(['', '', '', '']);
  const { lookup } = begin();
  expect(lookup.rows.map(({ number, section, level }) => [number, section, level])).toEqual(
    whole.rows.map(({ number, section, level }) => [number, section, level]),
  );
  expect(lookup.rows.every(({ question }) => question === '')).toBe(true);
});

test('real questions find what they find in the whole index, and rows say what they say there', async () => {
  const { search, lookup } = begin();
  const differing = [];
  for (const { q } of realQueries) {
    const found = (await search(q)).hits.slice(0, 3).map(({ number }) => number);
    const expected = rank(whole, q).hits.slice(0, 3);
    if (String(found) !== String(expected.map(({ number }) => number))) differing.push(q);
  }
  // Two words run together are told apart, and first letters set right, only where both pieces are here.
  expect(differing.length / realQueries.length).toBeLessThan(0.02);
  for (const [at, row] of lookup.rows.entries()) if (row.question) expect(row).toEqual(whole.rows[at]);
});

describe('what is fetched', () => {
  test('is a piece for each beginning, and the rows that are shown, each once', async () => {
    const { search, fetched } = begin();
    await search('cors preflight ');
    const names = [...fetched];
    expect(names.filter((name) => name.startsWith('words'))).toHaveLength(2);
    expect(names.filter((name) => name.startsWith('rows')).length).toBeGreaterThan(0);
    expect(new Set(names).size).toBe(names.length);
    await search('cors preflight ');
    expect(fetched).toEqual(names);
  });

  test('is nothing for words that nothing begins like', () => {
    const { own } = begin();
    expect(own.need('ŋŋŋ', [], [])).toBeUndefined();
    expect(own.need('', [], [])).toBeUndefined();
  });

  test('are the neighbors of a word that is unknown: its second letter first, left out, or one too many', async () => {
    const { search, lookup } = begin();
    const { corrected } = await search('imddleware ');
    expect([...corrected]).toEqual([['imddleware', 'middleware']]);
    expect(lookup.written('middleware')).toBeDefined();
  });
});

test('a piece that does not come fails, and is fetched anew by the next question', async () => {
  let broken = true;
  const { own, fetched } = begin(() => (broken ? new Response('', { status: 503 }) : undefined));
  await expect(own.need('cors', [], [])).rejects.toThrow('failed');
  broken = false;
  await own.need('cors', [], []);
  expect(fetched).toEqual([fetched[0], fetched[0]]);
  expect(own.need('cors', [], [])).toBeUndefined();
});

test('a piece that is on its way is asked for once', async () => {
  const { own, fetched } = begin();
  await Promise.all([own.need('cors', [], [0]), own.need('cors', [], [0])]);
  expect(fetched).toHaveLength(2);
});
