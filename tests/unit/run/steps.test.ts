import { expect, test } from 'vitest';
import { recordSchema } from '../../../src/lib/record-schema.ts';
import { isRepeatable, requestIn, sentOf, stepsOf } from '../../../src/run/steps.ts';

type Http = Parameters<typeof sentOf>[0];
const step = (request: Http['request']): Http => ({ step: 'a', kind: 'http', request, response: { status: 200 } });

test('a body is sent as records show it, with the type that clients add', () => {
  expect(sentOf(step({ method: 'GET', path: '/a' }))).toEqual({ method: 'GET', target: '/a', headers: [], body: '' });
  const typeOf = (body: unknown) => sentOf(step({ method: 'POST', path: '/', body })).headers;
  expect(typeOf({ a: 1 })).toEqual([['content-type', 'application/json']]);
  expect(typeOf('{"a": [')).toEqual([['content-type', 'application/json']]);
  expect(typeOf('a=1&b=2')).toEqual([['content-type', 'application/x-www-form-urlencoded']]);
  expect(typeOf('--x1\r\nContent-Disposition: form-data')).toEqual([
    ['content-type', 'multipart/form-data; boundary=x1'],
  ]);
  expect(typeOf('read Emma')).toEqual([]);
  expect(sentOf(step({ method: 'POST', path: '/', body: { a: 1 } })).body).toBe('{"a": 1}');
});

test('headers that are given come in place of what was recorded, and an empty one is not sent', () => {
  const recorded = step({ method: 'POST', path: '/', headers: { authorization: 'Bearer <token>' }, body: {} });
  expect(sentOf(recorded, { authorization: 'Bearer x', 'content-type': '', accept: 'text/html' }).headers).toEqual([
    ['authorization', 'Bearer x'],
    ['accept', 'text/html'],
  ]);
});

test('a request of run.yaml has a method, a path and perhaps a body', () => {
  expect(requestIn('GET /a?b=c')).toEqual({ method: 'GET', target: '/a?b=c', headers: [], body: '' });
  expect(requestIn('POST /a {"b": 1}')).toEqual({
    method: 'POST',
    target: '/a',
    headers: [['content-type', 'application/json']],
    body: '{"b": 1}',
  });
  expect(requestIn('POST /a b=1')?.headers).toEqual([['content-type', 'application/x-www-form-urlencoded']]);
  for (const text of ['first', 'GET', 'get /a', 'GET a']) expect(requestIn(text)).toBeUndefined();
});

const record = recordSchema.parse({
  steps: [
    { step: 'first', kind: 'http', request: { method: 'PUT', path: '/a', body: 1 }, response: { status: 201 } },
    {
      step: 'second',
      kind: 'http',
      request: { method: 'GET', path: '/a' },
      response: { status: 200, headers: { vary: 'a' }, body: { a: 1 } },
    },
    { step: 'talk', kind: 'websocket', path: '/ws', messages: [{ from: 'close', data: 1000 }] },
    { step: 'seen', kind: 'value', label: 'What', value: 1 },
  ],
});

test('requests and conversations are repeated, but for those that have a reason', () => {
  expect(record.steps.map(isRepeatable)).toEqual([true, true, true, false]);
  const settings = {
    steps: { first: 'Because.' },
    before: { second: ['first', 'GET /b'] },
    apps: { second: 'a:b' },
    headers: { first: { x: 'y' }, talk: { cookie: 'c' } },
    beside: { second: ['GET /c'] },
    guests: { talk: { after: 1, target: '/other', headers: { a: 'b' } } },
    binary: ['talk'],
  };
  expect(stepsOf(record, settings)).toEqual([
    {
      kind: 'http',
      step: 'second',
      title: 'GET /a',
      app: 'a:b',
      before: [
        {
          method: 'PUT',
          target: '/a',
          headers: [
            ['content-type', 'application/json'],
            ['x', 'y'],
          ],
          body: '1',
        },
        { method: 'GET', target: '/b', headers: [], body: '' },
      ],
      sent: { method: 'GET', target: '/a', headers: [], body: '' },
      beside: [{ method: 'GET', target: '/c', headers: [], body: '' }],
      recorded: { status: 200, headers: [['vary', 'a']], body: '{"a": 1}' },
    },
    {
      kind: 'websocket',
      step: 'talk',
      title: 'WebSocket /ws',
      before: [],
      target: '/ws',
      headers: [['cookie', 'c']],
      guest: { after: 1, target: '/other', headers: [['a', 'b']], says: [] },
      isBinary: true,
      recorded: [{ from: 'close', text: '1000' }],
    },
  ]);
  expect(stepsOf(record, {}).map(({ step: name }) => name)).toEqual(['first', 'second', 'talk']);
  expect(stepsOf(record, {})[0]).not.toHaveProperty('app');
  expect(stepsOf(record, {})[0]).toMatchObject({ beside: [] });
  expect(stepsOf(record, {})[2]).toMatchObject({ guest: undefined, isBinary: false });
  const guests = { talk: { after: 0, target: '/', headers: {}, says: ['hello'] } };
  expect(stepsOf(record, { guests })[2]).toMatchObject({ guest: { after: 0, says: ['hello'] } });
});

test('what comes before a step is a step or a request', () => {
  expect(() => stepsOf(record, { before: { second: ['third'] } })).toThrow('"third" is neither a step nor a request');
});
