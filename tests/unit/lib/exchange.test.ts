import { STATUS_CODES } from 'node:http';
import { expect, test } from 'vitest';
import { exchangeOf, formatJson, formatMessage, statusLine } from '../../../src/lib/exchange.ts';

test('a status has its phrase, as RFC 9110 words it', () => {
  expect([200, 404, 413, 422, 599].map(statusLine)).toEqual([
    '200 OK',
    '404 Not Found',
    '413 Content Too Large',
    '422 Unprocessable Content',
    '599',
  ]);
});

test('every status that Node knows has its phrase, two of them a newer one', () => {
  const differing = Object.entries(STATUS_CODES).filter(
    ([code, phrase]) => statusLine(Number(code)) !== `${code} ${phrase}`,
  );
  expect(differing.map(([code]) => code)).toEqual(['413', '422']);
});

test('JSON stays on one line while that fits into 72 characters', () => {
  const fits = { text: 'x'.repeat(60) };
  expect(formatJson(fits)).toBe(`{"text": "${'x'.repeat(60)}"}`);
  expect(formatJson({ ...fits, more: 1 })).toBe(`{\n  "text": "${'x'.repeat(60)}",\n  "more": 1\n}`);
  expect(formatJson(null)).toBe('null');
  expect(formatJson(5)).toBe('5');
});

test('errors of a validation come one a line, however long they are', () => {
  const error = { type: 'missing', loc: ['body', 'title'], msg: 'Field required '.repeat(8) };
  expect(formatJson({ detail: [error, error] })).toBe(
    `{"detail": [\n  ${JSON.stringify(error).replace(/":/g, '": ').replace(/,"/g, ', "')},\n  ${JSON.stringify(error).replace(/":/g, '": ').replace(/,"/g, ', "')}\n]}`,
  );
  expect(formatJson({ detail: [] })).toBe('{"detail": []}');
  expect(formatJson({ detail: 'Not Found' })).toBe('{"detail": "Not Found"}');
  expect(formatJson({ detail: [1], more: 2 })).toBe('{"detail": [1], "more": 2}');
});

test('a message is its headers and its body', () => {
  expect(formatMessage({ headers: { a: '1', b: '2' }, body: { x: 1 } })).toBe('a: 1\nb: 2\n{"x": 1}');
  expect(formatMessage({ body: 'text\n\n' })).toBe('text');
  expect(formatMessage({ headers: { a: '1' } })).toBe('a: 1');
  expect(formatMessage({})).toBe('');
});

test('an exchange says what was sent and what was received', () => {
  const step = {
    step: 's',
    kind: 'http' as const,
    request: { method: 'POST', path: '/a', body: { x: 1 } },
    response: { status: 404, body: 'gone' },
  };
  expect(exchangeOf(step)).toEqual({
    title: 'POST /a',
    isProse: false,
    status: '404 Not Found',
    good: false,
    messages: [
      { from: 'sent', text: '{"x": 1}' },
      { from: 'received', text: 'gone' },
    ],
  });
  const silent = { ...step, request: { method: 'GET', path: '/a' }, response: { status: 399 } };
  expect(exchangeOf(silent)).toMatchObject({ good: true, messages: [] });
  expect(exchangeOf({ ...silent, response: { status: 400 } }).good).toBe(false);
});

test('a command, a value and a conversation are shown as what they are', () => {
  expect(exchangeOf({ step: 's', kind: 'output', command: 'python a.py', output: 'one\ntwo\n\n' })).toEqual({
    title: '$ python a.py',
    isProse: false,
    messages: [{ from: 'printed', text: 'one\ntwo' }],
  });
  expect(exchangeOf({ step: 's', kind: 'value', label: 'what is seen', value: [1] })).toEqual({
    title: 'what is seen',
    isProse: true,
    messages: [{ from: 'printed', text: '[1]' }],
  });
  const messages = [
    { from: 'client' as const, data: 'hi' },
    { from: 'server' as const, data: { a: 1 } },
    { from: 'close' as const, data: 1000 },
  ];
  expect(exchangeOf({ step: 's', kind: 'websocket', path: '/ws', messages })).toEqual({
    title: 'WebSocket /ws',
    isProse: false,
    messages: [
      { from: 'sent', text: 'hi' },
      { from: 'received', text: '{"a": 1}' },
      { from: 'closed', text: '1000' },
    ],
  });
});
