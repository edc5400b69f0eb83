import { expect, test } from 'vitest';
import { same, sameTalk, shownBody } from '../../../src/run/same.ts';

const received = { status: 200, headers: [['x-a', '1']], body: '{"a":1}', truncated: false } as const;
const recorded = { status: 200, headers: [], body: '{"a": 1}' } as const;

test('a body is shown as records show it', () => {
  expect(shownBody('')).toBe('');
  expect(shownBody('{"a":1}')).toBe('{"a": 1}');
  expect(shownBody('"text"')).toBe('text');
  expect(shownBody('null')).toBe('null');
  expect(shownBody('plain\n')).toBe('plain');
});

test('a response is the recorded one by status, recorded headers and whole body', () => {
  expect(same(recorded, received)).toBe(true);
  expect(same(recorded, { ...received, status: 201 })).toBe(false);
  expect(same(recorded, { ...received, body: '{"a":1,"b":2}' })).toBe(false);
  expect(same(recorded, { ...received, truncated: true })).toBe(false);
  expect(same({ ...recorded, headers: [['x-a', '1']] }, received)).toBe(true);
  expect(same({ ...recorded, headers: [['x-a', '2']] }, received)).toBe(false);
  expect(same({ ...recorded, headers: [['x-b', '1']] }, received)).toBe(false);
});

test('headers of one name are one list, whatever their case', () => {
  const headers = [
    ['Vary', 'a'],
    ['vary', 'b'],
  ] as const;
  expect(same({ ...recorded, headers: [['vary', 'a, b']] }, { ...received, headers })).toBe(true);
});

test('what is masked fits any text, and null is a body', () => {
  expect(same({ ...recorded, body: '{"a": …}' }, received)).toBe(true);
  expect(same({ ...recorded, body: '' }, { ...received, body: 'null' })).toBe(false);
  expect(same({ ...recorded, body: 'null' }, { ...received, body: 'null' })).toBe(true);
});

test('a conversation is the recorded one message for message; a close by its code, where that alone was recorded', () => {
  const talk = [
    { from: 'client', text: 'hello' },
    { from: 'server', text: '{"a": 1}' },
    { from: 'close', text: '1008' },
  ] as const;
  const said = [talk[0], { from: 'server', text: '{"a":1}' }, { from: 'close', text: '1008 why' }] as const;
  expect(sameTalk(talk, said)).toBe(true);
  expect(sameTalk(talk, said.slice(0, 2))).toBe(false);
  expect(sameTalk(talk, [said[0], said[1], { from: 'close', text: '10080' }])).toBe(false);
  expect(sameTalk([{ from: 'close', text: '1000 bye' }], [{ from: 'close', text: '1000' }])).toBe(false);
  expect(sameTalk([{ from: 'server', text: '1008' }], [{ from: 'server', text: '1008 why' }])).toBe(false);
  expect(sameTalk([talk[0]], [{ from: 'server', text: 'hello' }])).toBe(false);
});
