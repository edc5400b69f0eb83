import { expect, test } from 'vitest';
import {
  type Askable,
  levels,
  planOf,
  poolOf,
  readSetup,
  type Setup,
  writeSetup,
} from '../../../src/study/interview.ts';

const sections = ['routing', 'security', 'testing'];
/** Thirty questions: ten a section, the levels in turn, none to four things to ask next. */
const all: Askable[] = Array.from({ length: 30 }, (_, at) => ({
  number: at + 1,
  level: levels[at % 3]!,
  section: sections[Math.floor(at / 10)]!,
  next: Array.from({ length: at % 5 }),
}));
const known = {
  question: (number: number) => number >= 1 && number <= 30,
  section: (id: string) => sections.includes(id),
};
const read = (fragment: string) => readSetup(fragment, known);
const setup = (change: Partial<Setup> = {}): Setup => ({
  set: { numbers: [], title: '', rest: [] },
  count: 6,
  minutes: 30,
  levels: [],
  sections: [],
  seed: 'k3f9x',
  ...change,
});
const byNumber = (number: number) => all.find((one) => one.number === number)!;

test('a link says what an interview is made of', () => {
  expect(read('')).toEqual({ ...setup({ seed: '' }), dropped: [] });
  expect(
    read('3,17&title=Monday&count=4&minutes=45&levels=mid,senior&sections=routing,testing&seed=abc&day=1'),
  ).toEqual({
    set: { numbers: [3, 17], title: 'Monday', rest: ['day=1'] },
    count: 4,
    minutes: 45,
    levels: ['mid', 'senior'],
    sections: ['routing', 'testing'],
    seed: 'abc',
    dropped: [],
  });
  expect(read('count=1&minutes=180')).toMatchObject({ count: 1, minutes: 180, dropped: [] });
  expect(read('count=40&minutes=1')).toMatchObject({ count: 40, minutes: 1, dropped: [] });
});

test('what cannot be read is as usual, and is said', () => {
  const found = read('3,99&count=41&minutes=181&levels=mid,boss,mid&sections=cooking&seed=A%20b');
  expect(found).toEqual({
    ...setup({ set: { numbers: [3], title: '', rest: [] }, levels: ['mid'], seed: '' }),
    dropped: ['99', 'count=41', 'minutes=181', 'levels=mid,boss,mid', 'sections=cooking', 'seed=A%20b'],
  });
  expect(read('count=0&minutes=1e1&count=06').count).toBe(6);
  expect(read('minutes=1e1').dropped).toEqual(['minutes=1e1']);
  expect(read(`count=${'9'.repeat(200)}`).dropped[0]).toHaveLength(80);
});

test('what is written is read again', () => {
  for (const one of [
    setup(),
    setup({ seed: '' }),
    setup({
      set: { numbers: [9, 2], title: 'Ä & b', rest: ['x=1'] },
      levels: ['junior'],
      sections: ['security'],
      count: 2,
    }),
  ])
    expect(read(writeSetup(one))).toEqual({ ...one, dropped: [] });
  expect(writeSetup(setup({ levels: ['mid'] }))).toBe('count=6&minutes=30&levels=mid&seed=k3f9x');
});

test('a set is chosen from alone, sections and levels otherwise', () => {
  const numbers = (change: Partial<Setup>) => poolOf(setup(change), all).map(({ number }) => number);
  expect(numbers({})).toHaveLength(30);
  expect(numbers({ sections: ['security'] })).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
  expect(numbers({ sections: ['security'], levels: ['senior'] })).toEqual([12, 15, 18]);
  const set = { numbers: [30, 2, 4], title: '', rest: [] };
  expect(numbers({ set, sections: ['security'] })).toEqual([2, 4, 30]);
  expect(numbers({ set, levels: ['mid'] })).toEqual([2]);
});

test('the same seed gives the same interview, another seed another', () => {
  const plan = planOf(setup(), all);
  expect(plan).toEqual(planOf(setup(), all));
  // Written out: a link that is shared gives the same interview tomorrow.
  expect(plan).toEqual([
    { number: 19, next: 2 },
    { number: 7, next: 0 },
    { number: 16 },
    { number: 10, next: 2 },
    { number: 28, next: 0 },
    { number: 23, next: 1 },
  ]);
  const seeds = Array.from({ length: 200 }, (_, at) => planOf(setup({ seed: `s${at}` }), all));
  expect(new Set(seeds.map((one) => JSON.stringify(one))).size).toBeGreaterThan(190);
  // Over many, every question and every follow-up has its turn.
  expect(new Set(seeds.flat().map(({ number }) => number)).size).toBe(30);
  const followUps = new Set(seeds.flat().map(({ number, next }) => `${number}/${next}`));
  expect(followUps.size).toBe(all.reduce((sum, { next }) => sum + Math.max(1, next.length), 0));
});

test('an interview is of many sections, goes from the easier to the harder, and asks nothing twice', () => {
  for (let at = 0; at < 50; at += 1) {
    const plan = planOf(setup({ seed: `s${at}` }), all);
    expect(plan).toHaveLength(6);
    expect(new Set(plan.map(({ number }) => number)).size).toBe(6);
    const counts = sections.map((id) => plan.filter(({ number }) => byNumber(number).section === id).length);
    expect(counts).toEqual([2, 2, 2]);
    const order = plan.map(({ number }) => levels.indexOf(byNumber(number).level));
    expect(order).toEqual([...order].sort());
    for (const { number, next } of plan) {
      const { length } = byNumber(number).next;
      if (length === 0) expect(next).toBeUndefined();
      else expect(next).toBeLessThan(length);
    }
  }
});

test('an interview has no more questions than there are', () => {
  expect(planOf(setup({ set: { numbers: [5, 6], title: '', rest: [] }, count: 9 }), all)).toHaveLength(2);
  expect(planOf(setup(), [])).toEqual([]);
  expect(planOf(setup({ count: 40 }), all)).toHaveLength(30);
});
