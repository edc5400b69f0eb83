import { formatMessage } from '../lib/exchange.ts';
import { fits } from './difference.ts';
import type { Headers, Recorded, Received, Said } from './protocol.ts';

/** A body as records show it: JSON formatted, text as it is. */
export function shownBody(body: string): string {
  if (body === '') return '';
  try {
    return formatMessage({ body: JSON.parse(body) });
  } catch {
    return formatMessage({ body });
  }
}

/** The value of a header that came; several of one name are one list, as HTTP has it. */
const headerOf = (headers: Headers, name: string) =>
  headers
    .filter(([one]) => one.toLowerCase() === name)
    .map(([, value]) => value)
    .join(', ');

/** Whether a response is the recorded one: its status, the headers that were recorded, and its whole body. What is masked fits any text. */
export const same = (recorded: Recorded, { status, headers, body, truncated }: Received): boolean =>
  !truncated &&
  status === recorded.status &&
  recorded.headers.every(([name, value]) => fits(value, headerOf(headers, name))) &&
  fits(recorded.body, shownBody(body));

/** Whether a message is the recorded one; where only the code of a close was recorded, its reason is not asked. */
function sameMessage(recorded: Said, said: Said): boolean {
  if (recorded.from !== said.from) return false;
  if (recorded.from === 'close' && /^\d+$/.test(recorded.text)) return recorded.text === said.text.split(' ', 1)[0];
  return fits(recorded.text, shownBody(said.text));
}

/** Whether a conversation is the recorded one, message for message. */
export const sameTalk = (recorded: readonly Said[], said: readonly Said[]): boolean =>
  recorded.length === said.length && recorded.every((one, at) => sameMessage(one, said[at]!));
