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
const valueOf = (headers: Headers, name: string) =>
  headers
    .filter(([one]) => one.toLowerCase() === name)
    .map(([, value]) => value)
    .join(', ');

/** Whether a response is the recorded one: its status, the headers that were recorded, and its whole body. What is masked fits any text. */
export const same = (recorded: Recorded, { status, headers, body, truncated }: Received): boolean =>
  !truncated &&
  status === recorded.status &&
  recorded.headers.every(([name, value]) => fits(value, valueOf(headers, name))) &&
  fits(recorded.body, shownBody(body));

/** Whether a conversation is the recorded one, message for message. */
export const sameTalk = (recorded: readonly Said[], said: readonly Said[]): boolean =>
  recorded.length === said.length &&
  recorded.every(({ from, text }, at) => from === said[at]!.from && fits(text, shownBody(said[at]!.text)));
