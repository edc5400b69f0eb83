import { expect, test } from 'vitest';
import { withoutIncidents } from '../../../src/search/paste.ts';

const words = (query: string) => withoutIncidents(query).trim().split(/\s+/).join(' ');

test.each([
  [
    'Traceback (most recent call last): File "/app/main.py", line 3, in <module> run() File "/usr/lib/x.py", line 9, in f raise E ValueError: bad',
    'ValueError: bad',
  ],
  [
    'File "a.py", line 1, in f KeyError: 7 During handling of the above exception File "b.py", line 2, in g ValueError: bad',
    'ValueError: bad',
  ],
  [
    'File "a.py", line 1, in f await g() starlette.websockets.WebSocketDisconnect: (1001)',
    'starlette.websockets.WebSocketDisconnect: (1001)',
  ],
  ['error at line 24, in get_db of the session', 'error at of the session'],
  ['/usr/local/lib/python3.11/site-packages/pydantic/main.py:171: UserWarning: keys', 'UserWarning: keys'],
  ['C:\\work\\shop\\app.py:12 failed', 'failed'],
  ['worker <Future at 0x7f3c1c> 10.0.0.7:5432 refused', 'worker <Future at > refused'],
  [
    "Field required [type=missing, input_value={'a': 1}, input_type=dict] For further information visit https://errors.pydantic.dev/2.5/v/missing",
    'Field required [type=missing ]',
  ],
])('of %j what says something is left', (query, left) => {
  expect(words(query)).toBe(left);
});

test.each([
  'main.py is too long',
  '/api/v1/users/me is never reached',
  'bind to 0.0.0.0:8000 or 127.0.0.1',
  'File "x" without an end',
  'http://localhost:3000/a/b has been blocked',
  'online, I mean',
])('%j is no paste', (query) => {
  expect(withoutIncidents(query)).toBe(query);
});

test.each(['ABc', 'a_b', '1.', '/a', '0x', 'File "', 'File "a", a.'])('a long run of %j takes no time', (piece) => {
  const start = performance.now();
  withoutIncidents(piece.repeat(20_000));
  // Tried from each of its characters it took seconds.
  expect(performance.now() - start).toBeLessThan(1000);
});

test('a query of nothing else stays as it is', () => {
  expect(withoutIncidents('0x7f3c1c')).toBe('0x7f3c1c');
});
