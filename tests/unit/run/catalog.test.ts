import { expect, test, vi } from 'vitest';
import { downloadBytes, packagesHere, runOf, runsOf } from '../../../src/run/catalog.ts';

const made = vi.hoisted(() => ({ is: true }));
const asset = (name: string, gzip: number) => ({ name, path: `run/files/${name}.1`, bytes: { gzip, brotli: 1 } });
vi.mock('../../../src/run/assets.ts', () => ({
  readManifest: () =>
    made.is
      ? {
          core: [asset('pyodide', 3), asset('base', 4)],
          packs: [asset('tests', 5), asset('security', 6)],
          modules: { base: ['fastapi'], tests: ['pytest'], security: ['jwt'] },
        }
      : undefined,
}));

test('a program runs, or a sentence says why not', () => {
  expect(runOf('routing/path-parameters', 'catalogue.py')).toEqual({ runs: true });
  expect(runOf('deployment/http2-grpc-graphql', 'stock.py')).toEqual({
    runs: false,
    reason: 'It needs gRPC, whose library in C++ is not made for browsers.',
  });
  // By what its neighbor imports, by what run.yaml says of it, and as a part of another one.
  expect(runOf('security/oauth2-and-jwt', 'login.py')).toMatchObject({ runs: false, reason: /Argon2/ });
  expect(runOf('validation/custom-json', 'naive.py')).toMatchObject({ runs: false, reason: /time zone/ });
  expect(runOf('routing/declaring-routes', 'books.py')).toEqual({
    runs: false,
    reason: 'It is a part of library.py, which can be run.',
  });
  expect(runOf('deployment/production-serving', 'Dockerfile')).toBeUndefined();
});

test('a program comes with the files it needs, what its tests give it, and its steps', () => {
  const { programs } = runsOf('security/scopes-and-roles')!;
  const loans = programs.find(({ file }) => file === 'loans.py')!;
  expect(loans.app).toBe('loans:app');
  expect(loans.files.map(({ name }) => name)).toEqual(['loans.py', 'library_tokens.py']);
  expect(loans.files[0]!.text).not.toMatch(/# (region|point)/);
  expect(loans.env).toHaveProperty('JWT_KEY');
  expect(loans.packs).toEqual(['security']);
  expect(loans.kind).toBe('http');
  expect(loans.steps.map(({ step }) => step)).toEqual(['not-enough', 'no-role', 'not-yours']);
  expect(loans.others).toEqual([
    { step: 'matrix', reason: 'It shows what a test observed, not a response to a request.' },
    { step: 'documented', reason: 'It shows what a test observed, not a response to a request.' },
  ]);
});

test('another file may be what answers: one of the answer, or one of run.yaml', () => {
  const room = runsOf('concurrency/websockets')!.programs.find(({ file }) => file === 'room.py')!;
  expect(room.app).toBe('chat:app');
  expect(room.files.map(({ name }) => name)).toEqual(['room.py', 'chat.py']);
  const books = runsOf('dependencies/shared-dependencies')!.programs.find(({ file }) => file === 'books.py')!;
  expect(books.files.map(({ name }) => name)).toEqual(['books.py', 'shop.py']);
});

test('a program is of the kind that it is', () => {
  const kinds = (folder: string) => Object.fromEntries(runsOf(folder)!.programs.map(({ file, kind }) => [file, kind]));
  expect(kinds('testing/testing-apps')).toMatchObject({ 'test_orders.py': 'pytest', 'orders.py': 'http' });
  expect(kinds('validation/validation-errors')).toMatchObject({ 'feed.py': 'websocket' });
  expect(kinds('fundamentals/what-is-fastapi')).toMatchObject({ 'anatomy.py': 'script' });
});

test('what is fetched and what is there is said', () => {
  expect(downloadBytes()).toBe(7);
  const [python, fastapi] = packagesHere();
  expect(python).toEqual({ name: 'Python', version: '3.14', pack: 'base' });
  expect(fastapi).toMatchObject({ name: 'fastapi', version: expect.stringMatching(/^\d+\.\d+/), pack: 'base' });
  expect(packagesHere().every(({ version }) => version !== '')).toBe(true);
});

test('a site that is built without Python says nothing of it', () => {
  made.is = false;
  expect(runOf('routing/path-parameters', 'catalogue.py')).toBeUndefined();
  expect(runsOf('routing/path-parameters')).toBeUndefined();
  expect(downloadBytes()).toBeUndefined();
  made.is = true;
});
