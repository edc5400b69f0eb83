import { formatMessage, type Message, statusLine } from '../../lib/exchange.ts';
import { type ComparedLine, compare, countDifferences } from '../../run/difference.ts';
import type { Received, Recorded, RunStep, Said, Sent } from '../../run/protocol.ts';
import { shownBody } from '../../run/same.ts';
import { make } from './dom.ts';
import { differenceNodes, messageNode, stepNode, verdictOf } from './results.ts';

/** A result as it is shown, whether it differs from its record, and what it comes to in a few words. */
export interface Shown {
  node: HTMLElement;
  differs: boolean;
  says: string;
}

/** What a client and a server add by themselves. */
const usual = ['content-length', 'content-type'];
/** How a side of a conversation is written and called. */
export const sides = { client: 'sent', server: 'received', close: 'closed' } as const;
const arrows = { client: '→', server: '←', close: '×' };

const joined = (...parts: string[]) => parts.filter(Boolean).join('\n');

/** A response as text: its headers but for those that are not asked for, then the body; several of one name are one list. */
function responseText({ headers, body }: Received, isShown: (name: string) => boolean): string {
  const values = new Map<string, string>();
  for (const [name, value] of headers.map(([one, text]) => [one.toLowerCase(), text] as const)) {
    if (isShown(name)) values.set(name, values.has(name) ? `${values.get(name)}, ${value}` : value);
  }
  return joined(...[...values].map(([name, value]) => `${name}: ${value}`), shownBody(body));
}

function sentText({ headers, body }: Sent): string {
  const own = headers.filter(([name]) => !usual.includes(name.toLowerCase()));
  return joined(formatMessage({ headers: Object.fromEntries(own) }), shownBody(body));
}

const marked = (from: Message['from'], lines: ComparedLine[]) =>
  messageNode({ from, text: '' }, ...differenceNodes(lines));

/** A response to what was sent; beside its record, if it has one. It is open where it differs, or is asked to be. */
export function exchangeShown(
  sent: Sent,
  response: Received,
  { recorded, title = `${sent.method} ${sent.target}`, open }: { recorded?: Recorded; title?: string; open: boolean },
): Shown {
  const status = statusLine(response.status);
  const head = { title, status, good: response.status < 400 };
  const said = sentText(sent);
  const asked = said ? messageNode({ from: 'sent', text: said }) : undefined;
  const rest = response.truncated
    ? make('p', { class: 'note' }, 'The body is longer; this is its beginning.')
    : undefined;
  const answer = (text: string) => (text ? messageNode({ from: 'received', text }) : undefined);
  if (!recorded) {
    const text = responseText(response, (name) => !usual.includes(name));
    return { node: stepNode(head, open, asked, answer(text), rest), differs: false, says: status };
  }
  const names = recorded.headers.map(([name]) => name.toLowerCase());
  // Headers in the order of the record: theirs says nothing.
  const headers = response.headers.toSorted(
    ([one], [other]) => names.indexOf(one.toLowerCase()) - names.indexOf(other.toLowerCase()),
  );
  const before = joined(
    ...recorded.headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`),
    recorded.body.trimEnd(),
  );
  const now = responseText({ ...response, headers }, (name) => names.includes(name));
  // A status that differs is the first of the lines.
  const withStatus = (code: number, text: string) =>
    recorded.status === response.status ? text : joined(statusLine(code), text);
  const lines = compare(withStatus(recorded.status, before), withStatus(response.status, now));
  const verdict = verdictOf(lines);
  const differs = countDifferences(lines) > 0;
  const node = stepNode(
    { ...head, verdict },
    open || differs,
    asked,
    differs ? marked('received', lines) : answer(now),
    rest,
  );
  return { node, differs, says: `${status}, ${verdict}` };
}

/** A repeated conversation beside its record. */
export function talkShown(step: RunStep & { kind: 'websocket' }, said: readonly Said[], open: boolean): Shown {
  const textOf = (all: readonly Said[]) => all.map(({ from, text }) => `${arrows[from]} ${shownBody(text)}`).join('\n');
  const lines = compare(textOf(step.recorded), textOf(said));
  const verdict = verdictOf(lines);
  const differs = countDifferences(lines) > 0;
  const body = differs ? [marked('printed', lines)] : said.map(saidNode);
  const node = stepNode({ title: step.title, verdict }, open || differs, ...body);
  return { node, differs, says: `${said.length} messages, ${verdict}` };
}

/** One message of a conversation. */
export const saidNode = ({ from, text }: Said): HTMLElement =>
  messageNode({ from: sides[from], text: shownBody(text) });
