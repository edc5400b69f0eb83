import { expect, test } from 'vitest';
import { graphSchema, sequenceSchema, timelineSchema } from '../../../src/lib/drawing-schemas.ts';
import { recordSchema } from '../../../src/lib/record-schema.ts';
import {
  answerSchema,
  changeSchema,
  faultsSchema,
  forwardsSchema,
  questionsSchema,
  sectionSchema,
} from '../../../src/lib/schemas.ts';

const words = (count: number) => Array.from({ length: count }, (_, at) => `w${at}`).join(' ');
const answer = {
  number: 1,
  question: 'Why?',
  title: 'Why',
  level: 'mid',
  tags: ['a'],
  asked: ['a', 'b', 'c', 'd', 'e', 'f'],
  say: words(60),
  listens: [1, 2, 3].map(() => ({ level: 'mid', hear: 'x' })),
  pitfalls: [{ write: 'w', happens: 'h', instead: 'i', program: 'a.py', steps: ['s'] }],
  corrections: [{ said: 's', truth: 't' }],
  next: [
    { ask: 'a?', reply: 'r' },
    { ask: 'b?', reply: 'r', answer: 2 },
  ],
  sources: [1, 2].map((at) => ({ title: 't', url: `https://a.test/${at}`, about: 'A 1' })),
};
const faultsOf = (
  schema: { safeParse(value: unknown): { error?: { issues: { path: PropertyKey[]; message: string }[] } | undefined } },
  value: unknown,
) => (schema.safeParse(value).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

test('an answer that has everything is right, and what it may leave out is empty', () => {
  expect(faultsOf(answerSchema, answer)).toEqual([]);
  expect(answerSchema.parse(answer)).toMatchObject({ buildsOn: [], contrastsWith: [], packages: [] });
});

test.each([
  ['a spoken answer too short', { say: words(49) }, /^say: has 49 words; it must have 50 to 80/],
  ['a spoken answer too long', { say: words(81) }, /^say: has 81 words/],
  ['a question without its mark', { question: 'Why' }, /^question: must end with "\?"/],
  ['a long title', { title: 'x'.repeat(43) }, /^title: must fit the navigation/],
  ['another level', { level: 'expert' }, /^level/],
  ['a number of none', { number: 0 }, /^number/],
  ['no tag', { tags: [] }, /^tags/],
  ['seven tags', { tags: 'abcdefg'.split('') }, /^tags/],
  ['five aliases', { asked: answer.asked.slice(1) }, /^asked/],
  ['thirteen aliases', { asked: Array.from({ length: 13 }, (_, at) => `${at}`) }, /^asked/],
  ['two points', { listens: answer.listens.slice(1) }, /^listens/],
  ['six points', { listens: [...answer.listens, ...answer.listens] }, /^listens/],
  ['no pitfall', { pitfalls: [] }, /^pitfalls/],
  ['four pitfalls', { pitfalls: Array(4).fill(answer.pitfalls[0]) }, /^pitfalls/],
  ['a pitfall without steps', { pitfalls: [{ ...answer.pitfalls[0], steps: [] }] }, /^pitfalls\.0\.steps/],
  [
    'a pitfall of another folder',
    { pitfalls: [{ ...answer.pitfalls[0], program: '../a.py' }] },
    /^pitfalls\.0\.program: must be the name of a file/,
  ],
  ['one follow-up', { next: answer.next.slice(1) }, /^next/],
  ['five follow-ups', { next: Array(5).fill(answer.next[0]) }, /^next/],
  [
    'a follow-up that asks nothing',
    { next: [answer.next[0], { ask: 'b', reply: 'r' }] },
    /^next\.1\.ask: must end with/,
  ],
  ['one source', { sources: answer.sources.slice(1) }, /^sources/],
  [
    'a source by http',
    { sources: [answer.sources[0], { ...answer.sources[1], url: 'http://a.test/' }] },
    /^sources\.1\.url: must be an address that starts with https/,
  ],
  [
    'a day that is none',
    { sources: [answer.sources[0], { ...answer.sources[1], read: 'today' }] },
    /^sources\.1\.read: must be a day/,
  ],
  [
    'an empty text',
    { listens: [...answer.listens.slice(1), { level: 'mid', hear: ' ' }] },
    /^listens\.2\.hear: must not be empty/,
  ],
  ['an unknown key', { tagz: [] }, /Unrecognized key/],
  ['an unknown part', { handled: { 1: 'sources' } }, /^handled/],
  ['a claim that is no number', { handled: { a: 'example' } }, /^handled/],
])('refused: %s', (_, change, message) => {
  const faults = faultsOf(answerSchema, { ...answer, ...change });
  expect(faults.length).toBeGreaterThan(0);
  expect(faults.join('\n')).toMatch(message);
});

test.each([
  ['the bounds of the spoken answer', { say: words(50) }],
  ['the other bound', { say: words(80) }],
  ['a request instead of a question', { question: 'Explain.' }],
  ['a title that just fits', { title: 'x'.repeat(42) }],
  ['a day without quotes', { sources: [answer.sources[0], { ...answer.sources[1], read: new Date('2026-11-26') }] }],
])('accepted: %s', (_, change) => {
  expect(faultsOf(answerSchema, { ...answer, ...change })).toEqual([]);
});

test('a day without quotes reads as it was written', () => {
  const sources = [answer.sources[0], { ...answer.sources[1], read: new Date('2026-11-26') }];
  expect(answerSchema.parse({ ...answer, sources }).sources[1]!.read).toBe('2026-11-26');
});

test('sections, changes, forwards, questions and faults have their forms', () => {
  const section = { id: 'a', title: 'A', icon: '✨', introduction: words(30), questions: ['b'] };
  expect(faultsOf(sectionSchema, section)).toEqual([]);
  expect(faultsOf(sectionSchema, { ...section, introduction: words(29) })).toHaveLength(1);
  expect(faultsOf(sectionSchema, { ...section, introduction: words(91) })).toHaveLength(1);
  expect(faultsOf(sectionSchema, { ...section, questions: ['B c'] })).toHaveLength(1);
  expect(faultsOf(sectionSchema, { ...section, questions: [] })).toHaveLength(1);
  const change = { date: '2026-11-26', releases: ['a 1'], answers: [] };
  expect(faultsOf(changeSchema, change)).toEqual([]);
  expect(faultsOf(changeSchema, { ...change, note: 'x' })).toEqual([]);
  expect(faultsOf(changeSchema, { ...change, releases: [] })).toHaveLength(1);
  expect(faultsOf(changeSchema, { ...change, date: '2026-13-01' })).toHaveLength(1);
  expect(forwardsSchema.parse({ pages: null, fragments: { 'q1-a': 'q1-test_b' } })).toEqual({
    pages: {},
    fragments: { 'q1-a': 'q1-test_b' },
  });
  expect(faultsOf(forwardsSchema, { pages: { '/a': '/b/' }, fragments: {} })).toHaveLength(1);
  expect(faultsOf(forwardsSchema, { pages: { '/a/': '/b/c/d/' }, fragments: {} })).toHaveLength(1);
  expect(faultsOf(forwardsSchema, { pages: {}, fragments: { 'Q1 a': 'b' } })).toHaveLength(1);
  expect(faultsOf(questionsSchema, { 1: { path: 'a/b', question: 'Why?' } })).toEqual([]);
  expect(faultsOf(questionsSchema, { x: { path: 'a/b', question: 'Why?' } })).toHaveLength(1);
  expect(faultsOf(questionsSchema, { 1: { path: 'a', question: 'Why?' } })).toHaveLength(1);
  expect(faultsOf(faultsSchema, { 1: { 2: 'wrong' } })).toEqual([]);
  expect(faultsOf(faultsSchema, { 1: { a: 'wrong' } })).toHaveLength(1);
});

test('a record has steps of four kinds', () => {
  const steps = [
    { step: 'a', kind: 'http', request: { method: 'GET', path: '/' }, response: { status: 200, body: null } },
    { step: 'b', kind: 'output', command: 'x', output: '' },
    { step: 'c', kind: 'value', label: 'x', value: 1, note: 'n', masked: true },
    { step: 'd', kind: 'websocket', path: '/', messages: [{ from: 'close', data: 1000 }] },
  ];
  expect(faultsOf(recordSchema, { steps })).toEqual([]);
  expect(faultsOf(recordSchema, { steps: [] })).toHaveLength(1);
  for (const status of [99, 600, 200.5]) {
    expect(faultsOf(recordSchema, { steps: [{ ...steps[0], response: { status } }] })).toHaveLength(1);
  }
  expect(faultsOf(recordSchema, { steps: [{ ...steps[0], kind: 'ftp' }] })).toHaveLength(1);
  expect(faultsOf(recordSchema, { steps: [{ ...steps[3], messages: [{ from: 'me', data: 1 }] }] })).toHaveLength(1);
  expect(faultsOf(recordSchema, { steps: [{ ...steps[0], step: 'A b' }] })).toHaveLength(1);
});

const said = { caption: 'c', alt: 'a' };

test('a sequence names actors that are there', () => {
  const right = { ...said, actors: ['a', 'b'], messages: [[0, 1, 'x']] };
  expect(faultsOf(sequenceSchema, right)).toEqual([]);
  expect(
    faultsOf(sequenceSchema, {
      ...right,
      messages: [
        [0, 2, 'x'],
        [2, 1, 'x'],
      ],
    }),
  ).toEqual([
    'messages.0.1: is 2; there are 2 actors, counted from 0',
    'messages.1.0: is 2; there are 2 actors, counted from 0',
  ]);
  expect(faultsOf(sequenceSchema, { ...right, actors: ['a'] }).length).toBeGreaterThan(0);
  expect(faultsOf(sequenceSchema, { ...right, actors: ['a', 'b', 'c', 'd', 'e'] })).toHaveLength(1);
  expect(faultsOf(sequenceSchema, { ...right, messages: [] })).toHaveLength(1);
  expect(faultsOf(sequenceSchema, { ...right, messages: [[0, -1, 'x']] })).toHaveLength(1);
});

test('bars of a timeline lie on its axis', () => {
  const bars = (...all: [number, number][]) => ({
    ...said,
    steps: 4,
    lanes: [{ name: 'n', bars: all.map(([a, b]) => [a, b, 't']) }],
  });
  expect(faultsOf(timelineSchema, bars([0, 1.5], [1.5, 4]))).toEqual([]);
  expect(faultsOf(timelineSchema, bars([0, 5], [2, 2], [-1, 1]))).toEqual([
    'lanes.0.bars.0: runs from 0 to 5; the axis from 0 to 4',
    'lanes.0.bars.1: runs from 2 to 2; the axis from 0 to 4',
    'lanes.0.bars.2: runs from -1 to 1; the axis from 0 to 4',
  ]);
  expect(faultsOf(timelineSchema, { ...bars([0, 1]), steps: 0 }).length).toBeGreaterThan(0);
  expect(faultsOf(timelineSchema, { ...said, steps: 4, lanes: [] })).toHaveLength(1);
});

test('edges of a graph join nodes that are there', () => {
  const right = {
    ...said,
    nodes: [
      ['a', 0, 0],
      ['b', 0.5, 1],
    ],
    edges: [
      [0, 1],
      [1, 0, 'x'],
    ],
  };
  expect(faultsOf(graphSchema, right)).toEqual([]);
  expect(faultsOf(graphSchema, { ...right, edges: [[0, 2]] })).toEqual([
    'edges.0.1: is 2; there are 2 nodes, counted from 0',
  ]);
  expect(faultsOf(graphSchema, { ...right, edges: [[3, 0]] })).toEqual([
    'edges.0.0: is 3; there are 2 nodes, counted from 0',
  ]);
  expect(faultsOf(graphSchema, { ...right, nodes: [] }).length).toBeGreaterThan(0);
  expect(faultsOf(graphSchema, { ...right, edges: [] })).toHaveLength(1);
});
