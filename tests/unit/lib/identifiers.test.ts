import { expect, test } from 'vitest';
import { identifiersIn, nameIn } from '../../../src/lib/identifiers.ts';
import type { Place } from '../../../src/lib/places.ts';

test.each([
  ['Depends', 'Depends'],
  ['Depends()', 'Depends'],
  ['Depends(f, scope="function")', 'Depends'],
  ['@app.get("/")', 'get'],
  ['app.dependency_overrides[get_db]', 'dependency_overrides'],
  ['use_cache=False', 'use_cache'],
  ['_private', '_private'],
  ['yield db', undefined],
  ['--workers 4', undefined],
  ['{"a": 1}', undefined],
  ['404', undefined],
  ['x -> y', undefined],
])('the name in %s is %s', (code, name) => {
  expect(nameIn(code)).toBe(name);
});

const code = `import os
import anyio
from fastapi import Depends, FastAPI
from starlette.responses import (
    Response,
    JSONResponse,
)

limit = 3

class OrderOut:
    total_price: int

def get_session():
    return Depends(get_session, use_cache=False)

app = FastAPI(root_path="/api", title="a")
Response(media_type=None)
`;
const place = (id: string | undefined, ...names: string[]): Place => ({ id, code: names });
const found = (...places: Place[]) =>
  Object.fromEntries([...identifiersIn(code, places)].map(([name, at]) => [name, at.map(({ id }) => id)]));

test('names of libraries are those that are imported, or made of several words, and that the text speaks of', () => {
  const all = ['os', 'anyio', 'Depends', 'Response', 'JSONResponse', 'use_cache=False', 'root_path', 'FastAPI()'];
  expect(Object.keys(found(place('a', ...all)))).toEqual(all.map((name) => name.replace(/=.*|\(\)/, '')));
  // Single words that are not imported, what the programs define, and what they do not use.
  const others = ['title', 'limit', 'OrderOut', 'total_price', 'get_session', 'app', 'HTTPException', 'max_size'];
  expect(found(place('a', ...others))).toEqual({});
  expect(found()).toEqual({});
});

test('the place that names it most often comes first, the question and the spoken answer before all', () => {
  const places = [place('once', 'Depends'), place('twice', 'Depends', 'Depends()'), place(undefined, 'Depends')];
  expect(found(...places)).toEqual({ Depends: [undefined, 'twice', 'once'] });
});
