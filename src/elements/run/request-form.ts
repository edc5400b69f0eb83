import type { Sent } from '../../run/protocol.ts';
import { methods, readRequest, readTarget, writeHeaders } from '../../run/request.ts';
import { button, make } from './dom.ts';

/** The fields of a request, or of a WebSocket and what is said over it. */
export interface RequestForm {
  readonly node: HTMLElement;
  fill(sent: Sent): void;
  /** What the fields hold; undefined where they hold no request, which the form then says. */
  read(): Sent | undefined;
}

/** A field and what it is called, the name before it or for the ear alone. */
function field<Node extends HTMLElement>(name: string, node: Node, visible = false): Node {
  if (visible) make('label', {}, name).append(node);
  else node.setAttribute('aria-label', name);
  return node;
}

/** A line that says what is wrong with the fields, spoken once. */
function createComplaint(): { node: HTMLElement; say(text: string): void } {
  const node = make('p', { class: 'bench-error', role: 'alert' });
  return { node, say: (text) => (node.textContent = text) };
}

const plain = { autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false' };

/** A line for method and path, headers and body folded beneath it; `onEdit` is called when a reader changes anything. */
export function createRequestForm(act: { onSend(): void; onEdit(): void }): RequestForm {
  const method = field('Method', make('select', {}, ...methods.map((name) => make('option', {}, name))));
  const target = field('Path and query', make('input', { type: 'text', value: '/', inputmode: 'url', ...plain }));
  const headers = field('Headers, one a line', make('textarea', { rows: 2, ...plain }), true);
  const body = field('Body', make('textarea', { rows: 4, ...plain }), true);
  const more = make(
    'details',
    {},
    make('summary', {}, 'Headers and body'),
    headers.parentElement!,
    body.parentElement!,
  );
  const complaint = createComplaint();
  const line = make('div', { class: 'bench-line' }, method, target, make('button', {}, 'Send'));
  const node = make(
    'form',
    {
      class: 'bench-request',
      onsubmit: (event) => {
        event.preventDefault();
        act.onSend();
      },
      oninput: () => {
        complaint.say('');
        act.onEdit();
      },
    },
    line,
    more,
    complaint.node,
  );
  return {
    node,
    fill(sent) {
      if (!methods.includes(sent.method)) method.append(make('option', {}, sent.method));
      method.value = sent.method;
      target.value = sent.target;
      headers.value = writeHeaders(sent.headers);
      body.value = sent.body;
      more.open = Boolean(headers.value || body.value);
      complaint.say('');
    },
    read() {
      complaint.say('');
      try {
        return readRequest({ method: method.value, target: target.value, headers: headers.value, body: body.value });
      } catch (error) {
        complaint.say((error as Error).message);
        return undefined;
      }
    },
  };
}

/** A line for the path of a WebSocket and one for what is said over it. */
export function createSocketForm(act: {
  onConnect(target: string): void;
  onSay(text: string): void;
  onClose(): void;
}): { readonly node: HTMLElement; fill(target: string): void; setOpen(isOpen: boolean): void } {
  const target = field(
    'Path of the WebSocket',
    make('input', { type: 'text', value: '/', inputmode: 'url', ...plain }),
  );
  const text = field('Message', make('input', { type: 'text', ...plain }));
  const complaint = createComplaint();
  const send = make('button', {}, 'Send');
  const close = button('Close', () => act.onClose());
  const connect = make('button', {}, 'Connect');
  const onSubmit = (say: () => void) => (event: Event) => {
    event.preventDefault();
    complaint.say('');
    try {
      say();
    } catch (error) {
      complaint.say((error as Error).message);
    }
  };
  const messages = make(
    'form',
    {
      class: 'bench-line',
      hidden: true,
      onsubmit: onSubmit(() => {
        act.onSay(text.value);
        text.value = '';
        text.focus();
      }),
    },
    text,
    send,
    close,
  );
  const opening = make(
    'form',
    { class: 'bench-line', onsubmit: onSubmit(() => act.onConnect(readTarget(target.value))) },
    make('code', { 'aria-hidden': 'true' }, 'ws'),
    target,
    connect,
  );
  return {
    node: make('div', { class: 'bench-request' }, opening, messages, complaint.node),
    fill: (path) => (target.value = path),
    setOpen(isOpen) {
      const had = messages.contains(document.activeElement) || opening.contains(document.activeElement);
      messages.hidden = !isOpen;
      connect.hidden = isOpen;
      target.readOnly = isOpen;
      if (had) (isOpen ? text : connect).focus();
    },
  };
}
