import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'vite';
import { hashOf, policyFor } from '../../src/lib/policy.ts';
import { headersFor } from '../../src/lib/servers/description.ts';
import type { AnswerRuns, Manifest } from '../../src/run/protocol.ts';
import type { Runner } from '../../src/run/runner.ts';

/** The runner as one script, built as the site builds it. */
async function bundleRunner(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry: 'src/run/runner.ts', formats: ['es'] } },
  });
  const [{ output }] = result as unknown as [{ output: [{ code: string }] }];
  return `${output[0].code}\nwindow.Runner = Runner;`;
}

/** What stands in the page of a test. */
export type WithRunner = Window & { Runner: typeof Runner };

/** A server of one page that can run Python, with what that fetches, and of nothing else. */
export interface RunnerServer {
  /** The page, under the policy of such a page. */
  url: string;
  /** Whatever else was asked for, by method and path. */
  others: string[];
  close(): void;
}

/** Serves the page; with `headers` it has those of the published configurations beside its own policy. */
export async function serveRunner(headers = false): Promise<RunnerServer> {
  const code = await bundleRunner();
  const inline = { scripts: [], styles: [], frame: hashOf(readFileSync('src/run/frame.inline.js', 'utf8')) };
  const meta = `<meta charset="utf-8"><meta http-equiv="content-security-policy" content="${policyFor(inline)}">`;
  const page = `<!doctype html><html lang="en">${meta}<title>Runs</title><script type="module" src="/runner.js"></script></html>`;
  const { 'Strict-Transport-Security': _, ...published } = headersFor(inline);
  const others: string[] = [];
  const server = createServer(({ method, url = '' }, response) => {
    if (headers) for (const [name, value] of Object.entries(published)) response.setHeader(name, value);
    const file = /^\/run\/files\/[\w.-]+$/.test(url) ? `dist${url}` : '';
    if (url === '/') response.setHeader('Content-Type', 'text/html').end(page);
    else if (url === '/runner.js') response.setHeader('Content-Type', 'text/javascript').end(code);
    else if (file && existsSync(file)) response.end(readFileSync(file));
    else {
      if (url !== '/favicon.ico') others.push(`${method} ${url}`);
      response.writeHead(404).end();
    }
  });
  server.on('upgrade', ({ url }, socket) => {
    others.push(`UPGRADE ${url}`);
    socket.destroy();
  });
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://localhost:${port}/`, others, close };
}

/** What the build in `dist` says of an answer's programs. */
export const readRuns = (answer: string): AnswerRuns => JSON.parse(readFileSync(`dist/run/${answer}.json`, 'utf8'));

/** What a page of the build in `dist` may fetch. */
export const readManifestOf = (): Manifest => readRuns('try').manifest;
