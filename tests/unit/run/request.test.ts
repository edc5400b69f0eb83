import { expect, test } from 'vitest';
import { readHeaders, readRequest, readTarget, writeHeaders } from '../../../src/run/request.ts';

test('headers are read as they are written, one a line', () => {
  expect(readHeaders('X-A: 1\n\n  b :  two: three \n')).toEqual([
    ['X-A', '1'],
    ['b', 'two: three'],
  ]);
  expect(readHeaders('a:')).toEqual([['a', '']]);
  expect(readHeaders('')).toEqual([]);
  expect(writeHeaders(readHeaders('a: 1\nb: 2'))).toBe('a: 1\nb: 2');
});

test('a line that is no header is named', () => {
  expect(() => readHeaders('a: 1\nno header')).toThrow('Line 2 of the headers is no “name: value”.');
  expect(() => readHeaders('a b: 1')).toThrow('Line 1');
  expect(() => readHeaders(': 1')).toThrow('Line 1');
});

test('of an address the path and the query are sent', () => {
  expect(readTarget(' /a?b=1&b=2 ')).toBe('/a?b=1&b=2');
  expect(readTarget('http://127.0.0.1:8000/a?b#c')).toBe('/a?b');
  expect(readTarget('WSS://host/room')).toBe('/room');
  expect(readTarget('https://host')).toBe('/');
  expect(readTarget('https://host?a=1')).toBe('/?a=1');
  expect(readTarget('/a#b')).toBe('/a');
  expect(() => readTarget('a')).toThrow('A path starts with “/”.');
  expect(() => readTarget('')).toThrow('A path starts with “/”.');
});

test('what is no printable ASCII is escaped, and what is escaped stays', () => {
  expect(readTarget('/books/Düne 2?q=a%20b')).toBe('/books/D%C3%BCne%202?q=a%20b');
  expect(readTarget('/🎉')).toBe('/%F0%9F%8E%89');
});

test('a body says what it is; where it does not, JSON and forms are known by their looks', () => {
  const typed = { method: 'POST', target: '/', headers: '', body: '{"a": 1}' };
  const headers = (more: object) => readRequest({ ...typed, ...more }).headers;
  expect(headers({})).toEqual([['content-type', 'application/json']]);
  expect(headers({ headers: 'Content-Type: text/plain' })).toEqual([['Content-Type', 'text/plain']]);
  expect(headers({ headers: 'x: 1' })).toEqual([
    ['x', '1'],
    ['content-type', 'application/json'],
  ]);
  expect(headers({ body: 'username=ada&password=x y' })).toEqual([
    ['content-type', 'application/x-www-form-urlencoded'],
  ]);
  expect(headers({ body: 'a b=1' })).toEqual([]);
  expect(headers({ body: '{"a": ' })).toEqual([]);
  expect(headers({ body: '' })).toEqual([]);
  expect(readRequest(typed)).toMatchObject({ method: 'POST', target: '/', body: '{"a": 1}' });
});
