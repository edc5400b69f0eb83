import { beforeEach, expect, test } from 'vitest';
import { filesOf, neighborsOf, requirementsOf, scriptOf } from '../../../src/study/script.ts';
import { folderWith } from '../../support/programs.ts';

const files: { [file: string]: string } = {
  'app.py':
    '"""From the shelf."""\nimport os, sys\nimport jwt\nfrom fastapi import FastAPI\n\n# region app\napp = FastAPI()  # point\n# endregion\n',
  'uses.py': 'from app import app\nimport anyio.to_thread\n',
  'far.py': 'import uses\n',
  'main.py': 'if __name__ == "__main__":\n    print("ran")\n',
  'test_app.py': 'from app import app\n\n\ndef test_it():\n    assert app\n',
  'test_own.py': 'import pytest\n',
  'key.py':
    'import os\n\nfirst, app = 1, 2\nKEY = os.environ["KEY"]\nos.environ["TZ"] = "UTC"\nos.environ.get("SPARE")\n',
  'keyed.py': 'import key\nfrom os import environ\n\nURL = environ["URL"] + environ["KEY"]\n',
  'app.py.record.json': '{}',
  'index.mdx': '',
  'conf.yaml': 'a: 1\n',
};
const pins = new Map(
  ['fastapi', 'starlette', 'pydantic', 'uvicorn', 'httpx2', 'pyjwt', 'anyio', 'pytest'].map((name) => [name, '1.0']),
);
const about = { answer: 'https://x/q/7/', script: 'https://x/s.py', all: 'https://x/all.zip', pins, python: '3.11' };
const base = ['fastapi[standard]==1.0', 'httpx2[ws]==1.0'];

let folder = '';
beforeEach(() => {
  folder = folderWith(files);
});

test('a program and what its neighbors import are required, each at its pin', () => {
  expect(requirementsOf(folder, 'app.py', pins)).toEqual([
    ...base,
    'pydantic==1.0',
    'pyjwt[crypto]==1.0',
    'starlette==1.0',
    'uvicorn==1.0',
  ]);
  expect(requirementsOf(folder, 'far.py', pins)).toEqual([
    'anyio==1.0',
    ...base,
    'pydantic==1.0',
    'pyjwt[crypto]==1.0',
    'starlette==1.0',
    'uvicorn==1.0',
  ]);
});

test('a test file requires pytest, imported or not', () => {
  expect(requirementsOf(folder, 'test_app.py', pins)).toContain('pytest==1.0');
  expect(requirementsOf(folder, 'test_own.py', pins).filter((one) => one === 'pytest==1.0')).toHaveLength(1);
});

test('a package that the lock file lacks is named', () => {
  const less = new Map([...pins].filter(([name]) => name !== 'pyjwt'));
  expect(() => requirementsOf(folder, 'app.py', less)).toThrow(
    'src/study/script.ts names "pyjwt[crypto]", which is not in requirements.txt.',
  );
});

test('neighbors are the files that it imports, and those that they import', () => {
  expect(neighborsOf(folder, 'app.py')).toEqual([]);
  expect(neighborsOf(folder, 'far.py')).toEqual(['uses.py', 'app.py']);
});

test('a script names what it needs, where it is from and how to run it, and serves its app', () => {
  expect(scriptOf(folder, 'app.py', about)).toBe(`# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "fastapi[standard]==1.0",
#   "httpx2[ws]==1.0",
#   "pydantic==1.0",
#   "pyjwt[crypto]==1.0",
#   "starlette==1.0",
#   "uvicorn==1.0",
# ]
# ///
# A program of https://x/q/7/ (MIT).
# Run it: uv run https://x/s.py
"""From the shelf."""
import os, sys
import jwt
from fastapi import FastAPI

app = FastAPI()


if __name__ == "__main__":
    import uvicorn

    uvicorn.run(app)
`);
});

test('a script with neighbors says where they are; one that ends by itself stays as it is', () => {
  const uses = scriptOf(folder, 'uses.py', about);
  expect(uses).toContain('\n# It needs app.py beside it: https://x/all.zip\n');
  expect(uses.endsWith('import anyio.to_thread\n')).toBe(true);
  expect(scriptOf(folder, 'far.py', about)).toContain('# It needs uses.py and app.py beside it');
  expect(scriptOf(folder, 'main.py', about).split('__name__')).toHaveLength(2);
});

test('a script says what it needs in the environment, its neighbors included', () => {
  expect(scriptOf(folder, 'key.py', about)).toContain(
    '# Run it: uv run https://x/s.py\n# It reads KEY from the environment.\nimport os\n',
  );
  expect(scriptOf(folder, 'keyed.py', about)).toContain(
    '# It needs key.py beside it: https://x/all.zip\n# It reads URL and KEY from the environment.\n',
  );
  expect(scriptOf(folder, 'app.py', about)).not.toContain('environment');
});

test('a script that opens a file says that it has to be beside it', () => {
  folder = folderWith({
    'opens.py': 'text = open("conf.yaml").read()\n',
    'far_opens.py': 'import opens\n',
    'conf.yaml': '',
  });
  expect(scriptOf(folder, 'opens.py', about)).toContain('\n# It needs conf.yaml beside it: https://x/all.zip\n');
  expect(scriptOf(folder, 'far_opens.py', about)).toContain('# It needs opens.py and conf.yaml beside it');
});

test('a script that only defines is not said to run', () => {
  const defining = 'def half(n: int) -> int:\n    print(n)\n    return n // 2\n';
  const acting = [
    'print(1)',
    'try:\n    1 / 0\nexcept ZeroDivisionError:\n    pass',
    'for one in "ab":\n    one',
    'with one:\n    one',
  ];
  folder = folderWith({
    'defines.py': defining,
    ...Object.fromEntries(acting.map((code, at) => [`acts${at}.py`, `${code}\n`])),
  });
  expect(scriptOf(folder, 'defines.py', about)).toContain('\n# To be imported: https://x/s.py\ndef half(');
  for (const at of acting.keys())
    expect(scriptOf(folder, `acts${at}.py`, about)).toContain('\n# Run it: uv run https://x/s.py\n');
});

test('an app that is made together with others is served', () => {
  expect(scriptOf(folder, 'key.py', about)).toContain('    uvicorn.run(app)\n');
});

test('a test file runs its tests', () => {
  const run = '\n\nif __name__ == "__main__":\n    raise SystemExit(pytest.main([__file__]))\n';
  const script = scriptOf(folder, 'test_app.py', about);
  expect(script).toContain('all.zip\nimport pytest\nfrom app import app\n');
  expect(script.endsWith(run)).toBe(true);
  expect(scriptOf(folder, 'test_own.py', about).match(/import pytest/g)).toHaveLength(1);
});

test('the files to take home are all but the text and the records', () => {
  expect(filesOf(folder)).toEqual([
    'app.py',
    'conf.yaml',
    'far.py',
    'key.py',
    'keyed.py',
    'main.py',
    'test_app.py',
    'test_own.py',
    'uses.py',
  ]);
});
