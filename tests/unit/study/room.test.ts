import { expect, test } from 'vitest';
import { askedIn, readRoom, writeRoom } from '../../../src/study/room.ts';

const read = (fragment: string) => readRoom(fragment, (number) => number >= 1 && number <= 40);

test('a link has the questions, what mixes them, who looks, and where they are', () => {
  expect(read('22,3,17&title=Monday&seed=k3f9x&role=candidate&at=2&x=1')).toEqual({
    set: { numbers: [22, 3, 17], title: 'Monday', rest: ['x=1'] },
    seed: 'k3f9x',
    role: 'candidate',
    at: 2,
    dropped: [],
  });
  expect(read('3&role=interviewer').role).toBe('interviewer');
  expect(read('')).toEqual({
    set: { numbers: [], title: '', rest: [] },
    seed: '',
    role: undefined,
    at: 1,
    dropped: [],
  });
});

test('a damaged link gives what can be read', () => {
  expect(read('3,99&seed=A&role=boss&at=0&atx=3')).toEqual({
    set: { numbers: [3], title: '', rest: ['atx=3'] },
    seed: '',
    role: undefined,
    at: 1,
    dropped: ['99', 'seed=A', 'role=boss', 'at=0'],
  });
  expect(read('3,4&at=7').at).toBe(2);
  expect(read('at=7').at).toBe(1);
  expect(read(`role=${'x'.repeat(200)}`).dropped[0]).toHaveLength(80);
});

test('what is written is read again', () => {
  for (const room of [
    { set: { numbers: [5, 1], title: 'A & b', rest: ['y=2'] }, seed: 'abc', role: 'candidate' as const, at: 2 },
    { set: { numbers: [5, 1], title: '', rest: [] }, seed: '', role: undefined, at: 1 },
  ])
    expect(read(writeRoom(room))).toEqual({ ...room, dropped: [] });
  expect(writeRoom(read('5,1&at=1'))).toBe('5,1');
});

test('both screens have the same order: that of the set, or of the seed', () => {
  const numbers = [9, 8, 7, 6, 5, 4, 3, 2, 1];
  const set = { numbers, title: '', rest: [] };
  expect(askedIn({ set, seed: '' })).toEqual(numbers);
  const order = askedIn({ set, seed: 'k3f9x' });
  expect(order).not.toEqual(numbers);
  expect(askedIn(read(writeRoom({ set, seed: 'k3f9x', role: 'candidate', at: 1 })))).toEqual(order);
  // Written out: the two devices may have loaded the page on different days.
  expect(order).toEqual([7, 4, 9, 5, 3, 6, 1, 8, 2]);
});
