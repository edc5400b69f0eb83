import stringify from 'json-stringify-pretty-compact';
import type { ProgramRecord } from './record-schema.ts';

/** What one side said in a recorded step; `printed` is what nobody was asked for. */
export interface Message {
  from: 'sent' | 'received' | 'closed' | 'printed';
  text: string;
}

/** A recorded step as a page shows it: what was asked, what came of it, and what was said. */
export interface Exchange {
  title: string;
  /** Whether the title is a sentence rather than a request or a command. */
  isProse: boolean;
  status?: string | undefined;
  /** Whether the status is one of success. */
  good?: boolean;
  messages: Message[];
}

/** Reason phrases as RFC 9110 and IANA's register have them: Node's own table is older, and a browser has none. */
const phrases: { [status: number]: string } = {
  100: 'Continue',
  101: 'Switching Protocols',
  102: 'Processing',
  103: 'Early Hints',
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  203: 'Non-Authoritative Information',
  204: 'No Content',
  205: 'Reset Content',
  206: 'Partial Content',
  207: 'Multi-Status',
  208: 'Already Reported',
  226: 'IM Used',
  300: 'Multiple Choices',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  305: 'Use Proxy',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length Required',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  416: 'Range Not Satisfiable',
  417: 'Expectation Failed',
  418: "I'm a Teapot",
  421: 'Misdirected Request',
  422: 'Unprocessable Content',
  423: 'Locked',
  424: 'Failed Dependency',
  425: 'Too Early',
  426: 'Upgrade Required',
  428: 'Precondition Required',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  451: 'Unavailable For Legal Reasons',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
  506: 'Variant Also Negotiates',
  507: 'Insufficient Storage',
  508: 'Loop Detected',
  509: 'Bandwidth Limit Exceeded',
  510: 'Not Extended',
  511: 'Network Authentication Required',
};

/** Status code and reason phrase as RFC 9110 has it: `422 Unprocessable Content`. */
export const statusLine = (status: number): string => `${status} ${phrases[status] ?? ''}`.trim();

/** JSON as records show it: on one line while that fits into 72 characters, else indented; errors of a `detail` one a line. */
export function formatJson(value: unknown): string {
  const { detail, ...rest } = (value ?? {}) as { detail?: unknown };
  if (Array.isArray(detail) && detail.length > 0 && Object.keys(rest).length === 0) {
    const lines = detail.map((error) => `  ${stringify(error, { maxLength: Number.POSITIVE_INFINITY })}`);
    return `{"detail": [\n${lines.join(',\n')}\n]}`;
  }
  return stringify(value, { maxLength: 72 });
}

const textOf = (data: unknown) => (typeof data === 'string' ? data : formatJson(data));

/** Headers, one a line, then the body: JSON formatted, text as it is; empty where there is neither. */
export function formatMessage(message: { headers?: { [name: string]: string } | undefined; body?: unknown }): string {
  const headers = Object.entries(message.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  if (message.body === undefined) return headers.join('\n');
  return [...headers, textOf(message.body).trimEnd()].join('\n');
}

/** A recorded step as a page shows it. */
export function exchangeOf(step: ProgramRecord['steps'][number]): Exchange {
  if (step.kind === 'output') {
    const messages: Message[] = [{ from: 'printed', text: step.output.trimEnd() }];
    return { title: `$ ${step.command}`, isProse: false, messages };
  }
  if (step.kind === 'value') {
    return { title: step.label, isProse: true, messages: [{ from: 'printed', text: textOf(step.value).trimEnd() }] };
  }
  if (step.kind === 'websocket') {
    const sides = { client: 'sent', server: 'received', close: 'closed' } as const;
    const messages = step.messages.map(({ from, data }): Message => ({ from: sides[from], text: textOf(data) }));
    return { title: `WebSocket ${step.path}`, isProse: false, messages };
  }
  const { request, response } = step;
  const said: Message[] = [
    { from: 'sent', text: formatMessage(request) },
    { from: 'received', text: formatMessage(response) },
  ];
  return {
    title: `${request.method} ${request.path}`,
    isProse: false,
    status: statusLine(response.status),
    good: response.status < 400,
    messages: said.filter(({ text }) => text !== ''),
  };
}
