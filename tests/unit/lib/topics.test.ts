import { expect, test } from 'vitest';
import type { Answer } from '../../../src/lib/collections.ts';
import { topicsSchema } from '../../../src/lib/schemas.ts';
import { byLetter, letterOf, topicId, topicsOf } from '../../../src/lib/topics.ts';

/** An answer whose programs are those of the answer in `content/`; its texts are `more`. */
const answer = (
  number: number,
  more: { title?: string; tags?: string[]; body?: string; say?: string } = {},
): Answer => {
  const { title = `Title ${number}`, tags = [], body = '', say = '' } = more;
  const data = {
    number,
    title,
    tags,
    say,
    question: '',
    asked: [],
    listens: [],
    pitfalls: [],
    corrections: [],
    next: [],
  };
  return { number, id: 'routing/declaring-routes', url: `/a/${number}/`, entry: { body }, data } as unknown as Answer;
};
const index = (answers: Answer[], terms: object[] = [], without: string[] = []) =>
  topicsOf(answers, topicsSchema.parse({ without, terms }));
const shown = (topics: ReturnType<typeof index>) =>
  topics.map(({ term, links, see }) => [term, see ? `see ${see.id}` : links.map(({ url }) => url).join(' ')]);

test('a tag leads to the answers that have it, in their order', () => {
  const topics = index([answer(1, { tags: ['type-hints'] }), answer(2, { tags: ['type-hints', 'asgi'] })]);
  expect(topics).toEqual([
    { id: 'asgi', term: 'Asgi', links: [{ number: 2, name: 'Title 2', url: '/a/2/' }] },
    {
      id: 'type-hints',
      term: 'Type hints',
      links: [
        { number: 1, name: 'Title 1', url: '/a/1/' },
        { number: 2, name: 'Title 2', url: '/a/2/' },
      ],
    },
  ]);
});

test('a term of the file is written as it says, leads to its places first, and to no answer twice', () => {
  const body = '## How it works\n\n### In `depth`\n\nText.';
  const answers = [answer(1, { tags: ['asgi'], body }), answer(2, { tags: ['asgi'] }), answer(3, { tags: ['http2'] })];
  const terms = [
    { term: 'ASGI', places: ['q1-in-depth', 3] },
    { term: 'HTTP/2', tags: ['http2'] },
  ];
  expect(shown(index(answers, terms))).toEqual([
    ['ASGI', '/a/1/#q1-in-depth /a/3/ /a/2/'],
    ['HTTP/2', '/a/3/'],
  ]);
  expect(index(answers, terms)[0]?.links[0]).toEqual({ number: 1, name: 'In depth', url: '/a/1/#q1-in-depth' });
});

test('a part without a heading of its own is named by its answer', () => {
  const [topic] = index(
    [answer(1, { body: '## How it works\n\nText.' })],
    [{ term: 'A', places: ['q1-how-it-works'] }],
  );
  expect(topic?.links).toEqual([{ number: 1, name: 'Title 1', url: '/a/1/#q1-how-it-works' }]);
});

test('another word leads to its term alone, even if it is a tag', () => {
  const terms = [{ term: 'Server-sent events', also: ['SSE'], places: [1] }];
  expect(shown(index([answer(1), answer(2, { tags: ['sse'] })], terms))).toEqual([
    ['Server-sent events', '/a/1/'],
    ['SSE', 'see server-sent-events'],
  ]);
});

test('what no answer holds has its sentence and its source', () => {
  const source = { title: 'It', url: 'https://example.org/', about: 'Example' };
  expect(index([answer(1)], [{ term: 'MongoDB', say: 'So.', source }])).toEqual([
    { id: 'mongodb', term: 'MongoDB', links: [], say: 'So.', source },
  ]);
});

/** A body that shows a program of the answer in `content/`, which imports APIRouter, and speaks of it under a heading. */
const router = '## How it works\n\n### Routers\n\n`APIRouter` it is.\n\n## Example\n\n<Program file="library.py" />';

test('a name that programs use and a text speaks of leads to the part that does', () => {
  expect(shown(index([answer(1, { body: router })]))).toEqual([['`APIRouter`', '/a/1/#q1-routers']]);
  expect(shown(index([answer(1, { body: router, tags: ['apirouter'] })]))).toEqual([
    ['`APIRouter`', '/a/1/#q1-routers'],
  ]);
});

test('names and tags that nobody looks up are left out', () => {
  expect(index([answer(1, { body: router, tags: ['x'] })], [], ['APIRouter', 'x'])).toEqual([]);
});

test('a name that many speak of leads to those that are about it, five at most', () => {
  const aside = router.replace('### Routers\n\n', '');
  const answers = [1, 2, 3, 4, 5].map((number) => answer(number, { body: aside }));
  expect(index(answers)[0]?.links).toHaveLength(5);
  const more = [...answers, answer(6, { body: aside })];
  expect(index(more)[0]?.links.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
  const about = [...answers, answer(6, { body: aside, say: '`APIRouter`' }), answer(7, { body: router })];
  expect(index(about)[0]?.links.map(({ url }) => url)).toEqual(['/a/6/', '/a/7/#q7-routers']);
});

test('a place that is not there is an error', () => {
  expect(() => index([answer(1)], [{ term: 'A', places: ['q1-no'] }])).toThrow(
    '"A" leads to q1-no, which is not there',
  );
  expect(() => index([answer(1)], [{ term: 'A', places: [2] }])).toThrow('leads to 2');
});

test('terms stand in the order of their letters, whatever signs they begin with', () => {
  const terms = ['Zed', '`_b`', 'alpha', '`Beta`', '401', 'École'].map((term) => ({ term, places: [1] }));
  const letters = byLetter(index([answer(1)], terms)).map(([letter, all]) => [letter, all.map(({ term }) => term)]);
  expect(letters).toEqual([
    ['0–9', ['401']],
    ['A', ['alpha']],
    ['B', ['`_b`', '`Beta`']],
    ['E', ['École']],
    ['Z', ['Zed']],
  ]);
  expect(letterOf('server-sent-events')).toBe('S');
});

test('a fragment is made of the words of a term', () => {
  expect(topicId('`async def` or `def`')).toBe('async-def-or-def');
});
