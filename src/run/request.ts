import type { Headers, Sent } from './protocol.ts';

/** What a reader has typed into the fields of a request. */
export interface TypedRequest {
  method: string;
  target: string;
  /** One `name: value` a line. */
  headers: string;
  body: string;
}

/** The methods that a request line offers. */
export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** Headers as one types them, one a line. */
export const writeHeaders = (headers: Headers): string =>
  headers.map(([name, value]) => `${name}: ${value}`).join('\n');

/** The headers of a text, one a line; empty lines do not count. Throws a sentence that names the line which is none. */
export function readHeaders(text: string): Headers {
  return text.split('\n').flatMap((line, at): [string, string][] => {
    if (!line.trim()) return [];
    const found = /^\s*([!#$%&'*+.^`|~\w-]+)\s*:\s*(.*?)\s*$/.exec(line);
    if (!found) throw new Error(`Line ${at + 1} of the headers is no “name: value”.`);
    return [[found[1]!, found[2]!]];
  });
}

/** A path and query as it is sent: of a whole address only those, spaces and letters beyond ASCII escaped, without a fragment. Throws a sentence for anything else. */
export function readTarget(text: string): string {
  const typed = text.trim();
  const path = /^(?:https?|wss?):\/\//i.test(typed) ? typed.replace(/^\w+:\/\/[^/?#]*/, '') || '/' : typed;
  const target = (path.startsWith('?') ? `/${path}` : path).replace(/#.*$/s, '');
  if (!target.startsWith('/')) throw new Error('A path starts with “/”.');
  return target.replace(/[^\x21-\x7e]+/gu, (part) => encodeURIComponent(part));
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** The request that was typed; a body that says not what it is, is JSON where it reads as such, else a form where it looks like one. Throws a sentence. */
export function readRequest({ method, target, headers, body }: TypedRequest): Sent {
  const read = readHeaders(headers);
  const typed = read.some(([name]) => name.toLowerCase() === 'content-type');
  const guess = isJson(body)
    ? 'application/json'
    : /^[^\s=]+=[^\n]*$/.test(body)
      ? 'application/x-www-form-urlencoded'
      : '';
  const guessed: Headers = body && !typed && guess ? [['content-type', guess]] : [];
  return { method, target: readTarget(target), headers: [...read, ...guessed], body };
}
