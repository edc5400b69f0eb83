import script from './frame.inline.js?raw';
import { limits } from './limits.ts';
import workerScript from './worker.js?raw';

/** The files of the harness that plays the server, as Python has them. */
const harness = Object.entries(
  import.meta.glob<string>('./python/*.py', { query: '?raw', import: 'default', eager: true }),
).map(([path, text]) => ({ name: path.slice('./python/'.length), text }));

/** What a boot needs, inflated. */
export interface Bytes {
  bundle: ArrayBuffer;
  wasm: ArrayBuffer;
  library: ArrayBuffer;
  packs: ArrayBuffer[];
}

/** What the page hears of a frame; `broken` is told once, after which the frame is gone. */
export interface Listener {
  output(text: string): void;
  said(key: number, message: object): void;
  broken(sentence: string): void;
}

/** The policy of the frame, beside that of the page, which it inherits: no connection, no script but ours. */
const policy = (hash: string) => `default-src 'none'; script-src ${hash} 'wasm-unsafe-eval'; worker-src blob:`;

async function hashOf(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return `'sha256-${btoa(String.fromCharCode(...digest))}'`;
}

/** Python in a worker in a frame of opaque origin. It reaches nothing of ours, and the page believes nothing that comes from it. */
export class Frame {
  /** Whether Python can wait for JavaScript here. */
  suspends = false;
  readonly #element = document.createElement('iframe');
  readonly #channel = new MessageChannel();
  readonly #listener: Listener;
  readonly #waiting = new Map<number, (answer: unknown) => void>();
  #count = 0;
  #second = 0;
  #messages = 0;
  #isReady = false;
  #gone = false;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  /** Boots Python; rejects with a sentence. */
  async boot({ bundle, ...bytes }: Bytes): Promise<void> {
    const element = this.#element;
    element.setAttribute('sandbox', 'allow-scripts');
    element.hidden = true;
    element.title = 'Python';
    const head = `<meta charset="utf-8"><meta http-equiv="content-security-policy" content="${policy(await hashOf(script))}">`;
    element.srcdoc = `<!doctype html>${head}<script>${script}</script>`;
    await new Promise<void>((ready, refuse) => {
      this.#fail = refuse;
      this.#channel.port1.onmessage = ({ data }) => this.#hear(data, ready);
      addEventListener('message', this.#hearFrame);
      this.#begin = () => {
        const given = { ...bytes, harness };
        element.contentWindow?.postMessage({ code: [bundle, '\n', workerScript], given }, '*', [
          this.#channel.port2,
          bytes.wasm,
          bytes.library,
          ...bytes.packs,
        ]);
      };
      document.body.append(element);
    });
  }

  #begin = () => {};
  #fail = (_: Error) => {};

  /** Hears the frame itself, which says that it is there or what its worker broke of. */
  readonly #hearFrame = ({ source, data }: MessageEvent) => {
    if (source !== this.#element.contentWindow) return;
    if (data === '') this.#begin();
    else this.#break(`Python ended: ${String(data).slice(0, 500)}`);
    this.#begin = () => {};
  };

  /** Takes one message of Python, which may be anything. */
  #hear(data: unknown, ready: () => void): void {
    const now = Math.floor(performance.now() / 1000);
    if (now !== this.#second) [this.#second, this.#messages] = [now, 0];
    this.#messages += 1;
    if (this.#messages > limits.messages) {
      this.#break('The program said more at once than a page can take, and was stopped.');
      return;
    }
    if (typeof data !== 'object' || data === null) return;
    const { kind, id, answer, key, text, suspends } = data as { [key: string]: unknown };
    if (kind === 'output' && typeof text === 'string') this.#listener.output(text);
    if (kind === 'said' && typeof key === 'number') this.#listener.said(key, data);
    if (kind === 'broken') {
      const what = this.#isReady ? 'The program has ended Python' : 'Python could not be started';
      this.#break(`${what}: ${String(text).slice(0, 500)}`);
    }
    if (kind === 'ready') {
      this.#isReady = true;
      this.suspends = suspends === true;
      ready();
    }
    if (kind === 'answer' && typeof id === 'number') {
      this.#waiting.get(id)?.(answer);
      this.#waiting.delete(id);
    }
  }

  #break(sentence: string): void {
    if (this.#gone) return;
    this.end();
    this.#fail(new Error(sentence));
    this.#listener.broken(sentence);
  }

  /** Asks Python for something; gives what it answers, which may be anything. Never settles once the frame has ended. */
  ask(ask: string, words: object, packs: ArrayBuffer[] = []): Promise<unknown> {
    this.#count += 1;
    const id = this.#count;
    this.#channel.port1.postMessage({ id, ask, words, packs }, packs);
    return new Promise((done) => this.#waiting.set(id, done));
  }

  /** Ends Python, whatever it does. */
  end(): void {
    this.#gone = true;
    this.#channel.port1.close();
    removeEventListener('message', this.#hearFrame);
    this.#element.remove();
  }
}
