import { expect, test } from 'vitest';
import type { Answer, Change } from '../../../src/lib/collections.ts';
import { evidenceIn } from '../../../src/lib/evidence.ts';
import { factsOf } from '../../../src/lib/facts.ts';

const words = (count: number) => Array.from({ length: count }, () => 'word').join(' ');
const answer = (body: string, more = {}): Answer =>
  ({
    id: 'routing/path-parameters',
    entry: { body },
    data: { say: '', listens: [], next: [], pitfalls: [], corrections: [], ...more },
  }) as unknown as Answer;
const changes = [
  { date: '3', answers: ['other/one'] },
  { date: '2', answers: ['routing/path-parameters'] },
  { date: '1', answers: [] },
] as unknown as Change[];

test('minutes are words outside of code by 220, rounded up', () => {
  expect(factsOf(answer(words(220)), changes, 'F').minutes).toBe(1);
  expect(factsOf(answer(words(221)), changes, 'F').minutes).toBe(2);
});

test('every text that is read counts', () => {
  const many = words(100);
  const { minutes } = factsOf(
    answer('', {
      say: many,
      listens: [{ hear: many }],
      next: [{ ask: many, reply: many }],
      pitfalls: [{ write: many, happens: many, instead: many, program: 'a.py' }],
      corrections: [{ said: many, truth: many }],
    }),
    changes,
    'F',
  );
  expect(minutes).toBe(Math.ceil(900 / 220));
});

test('programs are counted once each, in the body and in pitfalls', () => {
  const body = '<Program file="a.py" />\n\n<Program file="a.py" region="x" />\n\n<Record file="b.py" steps={["s"]} />';
  const pitfalls = [
    { write: '', happens: '', instead: '', program: 'b.py' },
    { write: '', happens: '', instead: '', program: 'c.py' },
  ];
  expect(factsOf(answer(body, { pitfalls }), changes, 'F').programs).toBe(3);
});

test('the day is that of the last change that names it, else of the first publication', () => {
  expect(factsOf(answer(''), changes, 'FastAPI 9')).toMatchObject({ changed: '2', release: 'FastAPI 9' });
  expect(factsOf({ ...answer(''), id: 'a/b' }, changes, 'F').changed).toBe('1');
  expect(factsOf(answer(''), [], 'F').changed).toBe('');
});

test('the evidence of several answers adds up: programs, steps, marks that lead to tests', () => {
  const body = '[a](proof:x) [b](source:1)\n\n<Program file="convertors.py" />';
  const next = [{ ask: '', reply: '[c](proof:y)' }];
  const pitfalls = [{ happens: '[d](proof:z)', instead: '', program: 'by_hand.py' }];
  expect(evidenceIn([answer(body, { next, pitfalls }), answer('')])).toEqual({ programs: 2, steps: 4, claims: 3 });
});
