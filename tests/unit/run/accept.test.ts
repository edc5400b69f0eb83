import { expect, test } from 'vitest';
import {
  failed,
  failureIn,
  isFailed,
  readAnswer,
  receivedFrom,
  reportFrom,
  saidFrom,
} from '../../../src/run/accept.ts';

test('what is no JSON object is nothing', () => {
  expect(readAnswer('{"status": 200}')).toEqual({ status: 200 });
  for (const text of ['', '{', '5', 'null', '"text"', 5, undefined, { status: 200 }])
    expect(readAnswer(text)).toEqual({});
});

test('what is longer than a page can show is cut, its end kept', () => {
  const cut = (text: string, most: number) => `${text.slice(0, most / 2)}\n…\n${text.slice(-most / 2)}`;
  const long = `head ${'x'.repeat(400_000)} tail`;
  expect(readAnswer(JSON.stringify('x'.repeat(4_000_000)))).toEqual({
    traceback: 'The program answered with more than a page can take.',
  });
  expect(failureIn({ traceback: long })?.traceback).toBe(cut(long, 20_000));
  const whole = 'x'.repeat(300_000);
  expect(receivedFrom({ body: whole, headers: [[long, long]] })).toMatchObject({
    body: whole,
    headers: [[cut(long, 10_000), cut(long, 10_000)]],
  });
  expect(receivedFrom({ body: long }).body).toBe(cut(long, 300_000));
  expect(saidFrom({ from: 'server', text: long })?.text).toBe(cut(long, 20_000));
  expect(reportFrom({ output: long, tests: [{ name: long, outcome: 'failed', message: long }] })).toMatchObject({
    output: cut(long, 300_000),
    tests: [{ name: cut(long, 20_000), message: cut(long, 20_000) }],
  });
});

test('a traceback is a failure that its last line tells, without what is indented beneath', () => {
  expect(failureIn({})).toBeUndefined();
  expect(failureIn({ traceback: 5 })).toBeUndefined();
  const traceback = 'Traceback (most recent call last):\n  File "a.py"\nValueError: no\n  a note\n';
  expect(failureIn({ traceback })).toEqual({ failed: true, sentence: 'ValueError: no', traceback });
  expect(failureIn({ traceback: '  only\n' })?.sentence).toBe('');
});

test('only a failure of ours is a failure', () => {
  expect(isFailed(failed('No.'))).toBe(true);
  expect(failed('No.')).toEqual({ failed: true, sentence: 'No.', traceback: '' });
  expect(failed('No.', 'Traceback').traceback).toBe('Traceback');
  for (const value of [undefined, null, 'text', {}, { failed: 3, sentence: 'x' }, { failed: true }, { sentence: 'x' }])
    expect(isFailed(value)).toBe(false);
});

test('a response is what it should be, whatever Python says', () => {
  const headers = [['a', 'b'], ['a', 'c'], ['d', 5], 'e', null];
  expect(receivedFrom({ status: 201, headers, body: 'text', truncated: true })).toEqual({
    status: 201,
    headers: [
      ['a', 'b'],
      ['a', 'c'],
    ],
    body: 'text',
    truncated: true,
  });
  const nothing = { status: 0, headers: [], body: '', truncated: false };
  expect(receivedFrom({ status: '200', headers: { a: 'b' }, body: {}, truncated: 'yes' })).toEqual(nothing);
  expect(receivedFrom({ status: 1.5 })).toEqual(nothing);
  expect(receivedFrom({ headers: Array.from({ length: 2000 }, () => ['a', 'b']) }).headers).toHaveLength(1000);
});

test('a message has a speaker that there is', () => {
  expect(saidFrom({ from: 'server', text: 'hello' })).toEqual({ from: 'server', text: 'hello' });
  expect(saidFrom({ from: 'close', text: 1000 })).toEqual({ from: 'close', text: '' });
  expect(saidFrom({ from: 'page', text: 'hello' })).toBeUndefined();
});

test('a report counts the tests that it lists, not what Python counts', () => {
  const tests = [
    { name: 'a', outcome: 'passed', message: '' },
    { name: 'b', outcome: 'failed', message: 'assert 1' },
    { name: 'c', outcome: 'skipped', message: 5 },
    { name: 'd', outcome: 'invented' },
    'e',
  ];
  expect(reportFrom({ passed: 99, tests, output: 'text' })).toEqual({
    passed: 1,
    failed: 1,
    tests: [
      { name: 'a', outcome: 'passed', message: '' },
      { name: 'b', outcome: 'failed', message: 'assert 1' },
      { name: 'c', outcome: 'skipped', message: '' },
    ],
    output: 'text',
  });
  expect(reportFrom({})).toEqual({ passed: 0, failed: 0, tests: [], output: '' });
});
