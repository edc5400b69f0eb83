import { formatMessage } from '../lib/exchange.ts';
import type { ProgramRecord } from '../lib/record-schema.ts';
import type { RunSettings } from '../lib/schemas.ts';
import type { Headers, RunStep, Sent } from './protocol.ts';

type Recorded = ProgramRecord['steps'][number];
type HttpStep = Extract<Recorded, { kind: 'http' }>;
type Settings = RunSettings['programs'][string];

/** A step that is a request or a conversation. */
export type Repeatable = Extract<Recorded, { kind: 'http' | 'websocket' }>;
/** Whether a step is a request or a conversation: what a page can repeat. */
export const isRepeatable = (step: Recorded): step is Repeatable => step.kind === 'http' || step.kind === 'websocket';

/** The type of a body whose record has none: clients add it. */
function typeOf(body: unknown): Headers {
  if (body === undefined) return [];
  if (typeof body !== 'string') return [['content-type', 'application/json']];
  const [, boundary] = /^--(\S+)\r?\n/.exec(body) ?? [];
  if (boundary) return [['content-type', `multipart/form-data; boundary=${boundary}`]];
  if (/^[\w.-]+=[^\s]*$/.test(body)) return [['content-type', 'application/x-www-form-urlencoded']];
  return /^\s*[[{]/.test(body) ? [['content-type', 'application/json']] : [];
}

const pairs = (headers: { [name: string]: string } = {}): Headers => Object.entries(headers);

/** The request of a recorded step, with what its record leaves out. */
export function sentOf({ request }: HttpStep, more: { [name: string]: string } = {}): Sent {
  const headers = { ...Object.fromEntries(typeOf(request.body)), ...request.headers, ...more };
  return {
    method: request.method,
    target: request.path,
    headers: pairs(headers).filter(([, value]) => value !== ''),
    body: request.body === undefined ? '' : formatMessage({ body: request.body }),
  };
}

/** A request as run.yaml writes it: `POST /path`, with a body behind it. Undefined for what is none. */
export function requestIn(text: string): Sent | undefined {
  const [, method, target, body = ''] = /^([A-Z]+) (\/\S*)(?: ([\s\S]+))?$/.exec(text) ?? [];
  if (!method || !target) return undefined;
  return { method, target, headers: body ? typeOf(/^\s*[[{]/.test(body) ? {} : body) : [], body };
}

/** The requests that run.yaml writes, in order; names of steps stand for their requests. Throws for what is neither. */
function requestsIn(texts: readonly string[] = [], record: ProgramRecord, settings: Settings): Sent[] {
  return texts.map((text) => {
    const other = record.steps.find((one): one is HttpStep => one.kind === 'http' && one.step === text);
    const sent = other ? sentOf(other, settings.headers?.[text]) : requestIn(text);
    if (!sent) throw new Error(`"${text}" is neither a step nor a request such as "GET /path"`);
    return sent;
  });
}

/** The steps of a record that a page repeats. */
export function stepsOf(record: ProgramRecord, settings: Settings): RunStep[] {
  return record.steps.filter(isRepeatable).flatMap((step): RunStep[] => {
    if (settings.steps?.[step.step]) return [];
    const before = requestsIn(settings.before?.[step.step], record, settings);
    const app = settings.apps?.[step.step];
    const common = { step: step.step, before, ...(app && { app }) };
    if (step.kind === 'http') {
      const { status, headers = {}, body } = step.response;
      const recorded = { status, headers: pairs(headers), body: body === undefined ? '' : formatMessage({ body }) };
      const sent = sentOf(step, settings.headers?.[step.step]);
      const beside = requestsIn(settings.beside?.[step.step], record, settings);
      return [{ kind: 'http', ...common, title: `${sent.method} ${sent.target}`, sent, beside, recorded }];
    }
    const headers = pairs(settings.headers?.[step.step]);
    const recorded = step.messages.map(({ from, data }) => ({ from, text: formatMessage({ body: data }) }));
    const { path: target } = step;
    const isBinary = settings.binary?.includes(step.step) ?? false;
    const other = settings.guests?.[step.step];
    const guest = other && { ...other, headers: pairs(other.headers), says: other.says ?? [] };
    return [{ kind: 'websocket', ...common, title: `WebSocket ${target}`, target, headers, guest, isBinary, recorded }];
  });
}
