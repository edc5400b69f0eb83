import { readFileSync } from 'node:fs';
import type { Sent } from './protocol.ts';

/** A program to start from on the page for any program. */
export interface Example {
  title: string;
  /** The requests that its first lines name; none for a WebSocket or a script. */
  requests: Sent[];
  /** The path of its WebSocket, if it has one. */
  socket: string | undefined;
  /** Without the lines that name its title and its requests. */
  code: string;
}

/** The examples in the order in which they are offered; the first is where the page starts. */
const names = ['hello', 'books', 'guard', 'echo', 'stream', 'plain'];

/** An example as its file has it: a docstring of a title and, after an empty line, of requests such as `POST /books {"title": "Dune"}`; then the code. */
export function exampleIn(text: string): Example {
  const [, about = '', code = ''] = /^"""([\s\S]*?)"""\n\n([\s\S]*)$/.exec(text) ?? [];
  const [title = '', ...lines] = about.trim().split('\n').filter(Boolean);
  const asked = lines.map((line) => /^(\S+) (\S+) ?(.*)$/.exec(line)?.slice(1) ?? []);
  const requests = asked
    .filter(([method]) => method !== 'WebSocket')
    .map(([method = '', target = '', body = '']) => ({
      method,
      target,
      headers: [],
      body,
    }));
  return { title, requests, socket: asked.find(([method]) => method === 'WebSocket')?.[1], code };
}

/** All examples, from their files. */
export const readExamples = (): Example[] =>
  names.map((name) => exampleIn(readFileSync(`src/run/examples/${name}.py`, 'utf8')));
