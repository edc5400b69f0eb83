import type { Runnable, RunStep, Sent } from '../../run/protocol.ts';
import { button, make } from './dom.ts';
import { createRequestForm, createSocketForm } from './request-form.ts';

/** What a reader does at the desk. */
interface Acts {
  onRepeat(step: RunStep): void;
  onRepeatAll(): void;
  onSend(): void;
  onConnect(target: string): void;
  onSay(text: string): void;
  onClose(): void;
}

/** Where one speaks to a program: its recorded steps, a request line, a line for a WebSocket. */
export interface Desk {
  readonly node: HTMLElement;
  /** The recorded step that stands in the fields; undefined once a reader has changed them. */
  step(): RunStep | undefined;
  choose(step: RunStep | undefined): void;
  fill(sent: Sent): void;
  /** Requests of an example to send; the first stands in the fields. */
  offer(requests: readonly Sent[], socket: string | undefined): void;
  /** The request in the fields; undefined where there is none, which the form says, or no form. */
  read(): Sent | undefined;
  /** Whether a request is what "Run" sends. */
  hasRequest(): boolean;
  setOpen(isOpen: boolean): void;
}

/** Builds the desk for a program; for any program, it has both lines. */
export function createDesk({ kind, steps, others }: Runnable, isFree: boolean, acts: Acts): Desk {
  let chosen: RunStep | undefined;
  const form = createRequestForm({ onSend: acts.onSend, onEdit: () => choose(undefined) });
  const socket = createSocketForm(acts);
  const isAlone = ({ title }: RunStep) => steps.filter((other) => other.title === title).length === 1;
  /** What a step is called among the others: with the start of its body, where they ask the same path. */
  const nameOf = (step: RunStep) =>
    step.kind === 'http' && step.sent.body && !isAlone(step)
      ? `${step.title} ${step.sent.body.replace(/\s+/g, ' ').slice(0, 40)}`
      : step.title;
  const repeats = steps.map((step) => button(nameOf(step), () => acts.onRepeat(step), { 'aria-pressed': 'false' }));
  const all = steps.length > 1 ? [button('Repeat all', acts.onRepeatAll, { class: 'all' })] : [];
  const list = make('div', {}, ...repeats, ...all);
  const legend = make('legend', {}, isFree ? 'Requests of the example' : 'Recorded: repeat a step');
  const offered = make('fieldset', { class: 'bench-steps', hidden: steps.length === 0 }, legend, list);
  const reasons = others.map(({ step, reason }) => make('li', {}, make('code', {}, step), ` ${reason}`));
  const rest = make(
    'details',
    { class: 'bench-lack', hidden: others.length === 0 },
    make('summary', {}, 'Steps that cannot be repeated here'),
    make('ul', {}, ...reasons),
  );

  const http = button('HTTP request', () => speakBy(false));
  const ws = button('WebSocket', () => speakBy(true));
  const modes = make('div', { class: 'bench-modes', role: 'group', 'aria-label': 'Speak to it by' }, http, ws);
  const speaks = kind === 'http' || kind === 'websocket' || isFree;
  modes.hidden = kind === 'http' && !isFree;

  function speakBy(isSocket: boolean) {
    form.node.hidden = isSocket;
    socket.node.hidden = !isSocket;
    http.setAttribute('aria-pressed', String(!isSocket));
    ws.setAttribute('aria-pressed', String(isSocket));
  }
  function choose(step: RunStep | undefined) {
    chosen = step;
    for (const [at, one] of repeats.entries()) one.setAttribute('aria-pressed', String(steps[at] === step));
    if (step?.kind === 'http') form.fill(step.sent);
    if (step?.kind === 'websocket') socket.fill(step.target);
    if (step) speakBy(step.kind === 'websocket');
  }
  speakBy(kind === 'websocket');
  choose(steps[0]);

  return {
    node: make('div', {}, ...(speaks ? [offered, rest, modes, form.node, socket.node] : [])),
    step: () => chosen,
    choose,
    fill(sent) {
      choose(undefined);
      speakBy(false);
      form.fill(sent);
    },
    offer(requests, path) {
      if (requests[0]) form.fill(requests[0]);
      if (path) socket.fill(path);
      speakBy(path !== undefined);
      const offers = requests.map((sent) =>
        button(`${sent.method} ${sent.target} ${sent.body}`.trim(), () => {
          form.fill(sent);
          acts.onSend();
        }),
      );
      list.replaceChildren(...offers);
      offered.hidden = requests.length < 2;
    },
    read: () => (speaks ? form.read() : undefined),
    hasRequest: () => speaks && !form.node.hidden,
    setOpen: (isOpen) => socket.setOpen(isOpen),
  };
}
