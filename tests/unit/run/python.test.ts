import { expect, test } from 'vitest';
import { applicationIn, importsIn, missingModule, packsFor, readTraceback } from '../../../src/run/python.ts';

test('imports are found wherever they stand, by their top-level modules', () => {
  const code = `import os
import sqlalchemy.orm as orm, json
from fastapi import FastAPI
from pydantic.alias_generators import to_camel
def f():
    import jwt
text = "import nothing"
# from none import it
from . import near
fromage = 1
`;
  expect(importsIn(code)).toEqual(['os', 'sqlalchemy', 'json', 'fastapi', 'pydantic', 'jwt']);
});

test('packs are chosen by what is imported', () => {
  const asset = (name: string) => ({ name, path: name, bytes: { gzip: 1 } });
  const manifest = {
    core: [asset('base')],
    packs: [asset('jwt'), asset('sql'), asset('bare')],
    modules: { base: ['fastapi'], jwt: ['jwt'], sql: ['sqlmodel', 'sqlalchemy'] },
  };
  const files = [
    { name: 'a.py', text: 'import sqlalchemy' },
    { name: 'b.py', text: 'import fastapi, jwt' },
  ];
  expect(packsFor(files, manifest)).toEqual(['jwt', 'sql']);
  expect(packsFor([files[0]!], manifest)).toEqual(['sql']);
  expect(packsFor([], manifest)).toEqual([]);
});

const traceback = `Traceback (most recent call last):
  File "/home/work/main.py", line 12, in <module>
    main()
  File "/home/work/main.py", line 9, in main
    other.f()
  File "/home/work/other.py", line 3, in f
    raise ValueError("no")
ValueError: no
`;

test('a traceback leads to the last line of the file, and ends with what it says', () => {
  expect(readTraceback(traceback, 'main.py')).toEqual({ says: 'ValueError: no', line: 9 });
  expect(readTraceback(traceback, 'other.py')).toEqual({ says: 'ValueError: no', line: 3 });
  expect(readTraceback(traceback, 'in.py')).toEqual({ says: 'ValueError: no', line: undefined });
  expect(readTraceback('', 'main.py')).toEqual({ says: '', line: undefined });
});

test('what a traceback says stands before its details', () => {
  const error = `  File "main.py", line 4
    def f(:
          ^
SyntaxError: invalid syntax
`;
  expect(readTraceback(error, 'main.py')).toEqual({ says: 'SyntaxError: invalid syntax', line: 4 });
  const details = 'fastapi.exceptions.FastAPIError: Invalid args\n  note beneath\n';
  expect(readTraceback(details, 'main.py').says).toBe('fastapi.exceptions.FastAPIError: Invalid args');
});

test('a module that is not there is named', () => {
  expect(missingModule("Traceback\nModuleNotFoundError: No module named 'pandas.core'\n")).toBe('pandas');
  expect(missingModule('ImportError: cannot import name')).toBeUndefined();
});

test('an application is what a file makes at its top level', () => {
  expect(applicationIn('main.py', 'import x\n\napi = FastAPI(title="a")\n')).toBe('main:api');
  expect(applicationIn('shop.py', 'app: FastAPI = fastapi.FastAPI()')).toBe('shop:app');
  expect(applicationIn('main.py', 'app = Starlette(routes=[])')).toBe('main:app');
  expect(applicationIn('main.py', 'def make():\n    app = FastAPI()\n')).toBe('');
  expect(applicationIn('main.py', 'app = Flask(__name__)')).toBe('');
});
