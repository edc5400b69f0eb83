import { failed, failureIn, isFailed, readAnswer, receivedFrom, reportFrom, saidFrom } from './accept.ts';
import { Frame } from './frame.ts';
import { limits } from './limits.ts';
import { Printed } from './printed.ts';
import { packsFor } from './python.ts';
import type {
  Asset,
  Conversation,
  Failed,
  Guest,
  Headers,
  Manifest,
  Received,
  RunStep,
  Said,
  Sent,
  Start,
  Started,
  TestReport,
} from './protocol.ts';
import { same, sameTalk } from './same.ts';
import { bytesOf, fetchAssets, isKept } from './store.ts';

/** What a page gives a runner. */
export interface RunnerOptions {
  /** The site's base, with slashes at both ends. */
  readonly base: string;
  readonly manifest: Manifest;
  onProgress?(loaded: number, total: number, stage: 'fetch' | 'start'): void;
  onOutput?(text: string): void;
  /** What ran has ended: it was stopped, or broke, or took too long. */
  onEnd?(): void;
}

/** A recorded step, repeated: what came, and whether it is the recorded one. */
export type Repeated =
  { readonly response: Received; readonly same: boolean } | { readonly said: readonly Said[]; readonly same: boolean };

const stopped = 'Stopped.';

/** Runs one program at a time in this page. Every failure is a sentence; whatever comes from Python is text. */
export class Runner {
  readonly #options: RunnerOptions;
  #frame: Frame | undefined;
  #packs = new Set<string>();
  #last: Start | undefined;
  #said = new Map<number, (said: Said) => void>();
  #count = 0;
  #abort = new AbortController();
  /** Settles whatever waits for a frame that has gone. */
  #gone: (failure: Failed) => void = () => {};
  #end = new Promise<Failed>(() => {});
  readonly #printed: Printed;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#printed = new Printed((text) => options.onOutput?.(text));
  }

  #assets(packs: readonly string[]): Asset[] {
    const { core, packs: others } = this.#options.manifest;
    return [...core, ...others.filter(({ name }) => packs.includes(name))];
  }

  /** Bytes of all that a start with these packs fetches at most. */
  bytes(packs: readonly string[]): number {
    return bytesOf(this.#assets(packs));
  }

  /** Whether all that a start with these packs needs is kept on the device. */
  kept(packs: readonly string[]): Promise<boolean> {
    return isKept(this.#options.base, this.#assets(packs));
  }

  /** Starts a program afresh; the first start fetches and boots. */
  async start(start: Start): Promise<Started | Failed> {
    this.#last = start;
    // What an earlier program prints until it has ended is not of this one.
    this.#printed.mute();
    const missing = await this.#ready(new Set([...start.packs, ...packsFor(start.files, this.#options.manifest)]));
    if (isFailed(missing)) {
      this.#printed.reset();
      return missing;
    }
    this.#said.clear();
    const { files, env, app, file } = start;
    const laid = await this.#ask('lay_out', { files, env }, limits.answer, missing.packs);
    this.#printed.reset();
    if (isFailed(laid)) return laid;
    const loaded = await this.#ask('load', { app, file }, limits.answer);
    if (isFailed(loaded)) return loaded;
    const begun = await this.#ask('begin', {}, limits.answer);
    if (isFailed(begun)) return begun;
    this.#printed.flush();
    const { text: output } = this.#printed;
    return { failed: false, output, serves: loaded['serves'] === true, suspends: this.#frame?.suspends ?? false };
  }

  /** Boots where nothing runs; gives the packs that Python has not yet, or why that cannot be. */
  async #ready(wanted: ReadonlySet<string>): Promise<{ packs: ArrayBuffer[] } | Failed> {
    const { base, onProgress } = this.#options;
    const isFirst = this.#frame === undefined;
    const news = [...wanted].filter((name) => !this.#packs.has(name));
    const assets = this.#assets(news).slice(isFirst ? 0 : this.#options.manifest.core.length);
    if (assets.length === 0) return { packs: [] };
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    let fetched: ArrayBuffer[];
    try {
      fetched = await fetchAssets(base, assets, (loaded, total) => onProgress?.(loaded, total, 'fetch'), signal);
    } catch (error) {
      if (signal.aborted) return failed(stopped);
      const why = navigator.onLine ? (error as Error).message : 'this device is offline';
      return failed(`Python could not be fetched: ${why}.`);
    }
    if (signal.aborted) return failed(stopped);
    for (const name of news) this.#packs.add(name);
    if (!isFirst) return { packs: fetched };
    onProgress?.(1, 1, 'start');
    return this.#boot(fetched);
  }

  async #boot([bundle, wasm, library, ...packs]: ArrayBuffer[]): Promise<{ packs: ArrayBuffer[] } | Failed> {
    const frame = new Frame({
      output: (text) => this.#printed.add(text),
      said: (key, message) => this.#hear(key, message),
      broken: (sentence) => this.#lose(failed(sentence)),
    });
    this.#frame = frame;
    this.#end = new Promise((gone) => {
      this.#gone = gone;
    });
    const booted = frame.boot({ bundle: bundle!, wasm: wasm!, library: library!, packs }).then(
      () => ({ packs: [] }),
      (error: Error) => failed(error.message),
    );
    return this.#within(booted, limits.boot, 'Python did not start within');
  }

  /** What `work` gives, or why it gives nothing: the frame has gone, or the time is over, upon which it is ended. */
  async #within<Result>(work: Promise<Result>, seconds: number, late: string): Promise<Result | Failed> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const over = new Promise<Failed>((done) => {
      timer = setTimeout(() => {
        const failure = failed(`${late} ${seconds} seconds and was stopped. The next run starts anew.`);
        this.#lose(failure);
        done(failure);
      }, seconds * 1000);
    });
    const result = await Promise.race([work, this.#end, over]);
    clearTimeout(timer);
    return result;
  }

  async #ask(
    ask: string,
    words: object,
    seconds: number,
    packs: ArrayBuffer[] = [],
  ): Promise<{ readonly [key: string]: unknown } | Failed> {
    if (!this.#frame) return failed('Nothing runs. Start the program first.');
    const answer = await this.#within(this.#frame.ask(ask, words, packs), seconds, 'The program did not answer within');
    if (isFailed(answer)) return answer;
    const read = readAnswer(answer);
    return failureIn(read) ?? read;
  }

  /** Sends a request to what runs; `whole` waits for all that it has set going. */
  async request({ method, target, headers, body }: Sent, whole = false): Promise<Received | Failed> {
    const answer = await this.#ask('request', { method, target, headers, body, whole }, limits.answer);
    this.#printed.flush();
    return isFailed(answer) ? answer : receivedFrom(answer);
  }

  /** Opens a WebSocket of what runs. */
  async open(
    target: string,
    headers: Headers,
    { onSaid }: { onSaid(said: Said): void },
  ): Promise<Conversation | Failed> {
    this.#count += 1;
    const key = this.#count;
    this.#said.set(key, onSaid);
    const answer = await this.#ask('open', { key, target, headers }, limits.answer);
    if (isFailed(answer)) return answer;
    return {
      send: (text, isBinary = false) => void this.#ask('hear', { key, text, binary: isBinary }, limits.answer),
      close: () => void this.#ask('close', { key }, limits.answer),
    };
  }

  #hear(key: number, message: object): void {
    const said = saidFrom(message as { [key: string]: unknown });
    if (said) this.#said.get(key)?.(said);
  }

  /** Starts the program anew, sends what comes before a recorded step, then the step, and compares. */
  async repeat(step: RunStep): Promise<Repeated | Failed> {
    if (!this.#last) return failed('Nothing runs. Start the program first.');
    const last = this.#last;
    const started = await this.start({ ...last, app: step.app ?? last.app });
    this.#last = last;
    if (started.failed) return started;
    for (const sent of step.before) {
      const answer = await this.request(sent, true);
      if (isFailed(answer)) return answer;
    }
    if (step.kind === 'websocket') return this.#converse(step);
    for (const sent of step.beside) void this.request(sent, true);
    const response = await this.request(step.sent, true);
    return isFailed(response) ? response : { response, same: same(step.recorded, response) };
  }

  /** Says what the client said, each as soon as all that came before it has been heard. */
  async #converse(step: Extract<RunStep, { kind: 'websocket' }>): Promise<Repeated | Failed> {
    const { target, headers, guest, isBinary, recorded } = step;
    const said: Said[] = [];
    let heard = () => {};
    const conversation = await this.open(target, headers, {
      onSaid(one) {
        said.push(one);
        heard();
      },
    });
    if (isFailed(conversation)) return conversation;
    for (const [at, { from, text }] of recorded.entries()) {
      if (at === guest?.after) await this.#visit(guest);
      if (from === 'client') {
        conversation.send(text, isBinary);
        said.push({ from, text });
      } else if (said.length <= at) {
        const more = new Promise<void>((done) => {
          heard = () => said.length > at && done();
        });
        const late = new Promise((done) => setTimeout(done, limits.silence * 1000));
        await Promise.race([more, late, this.#end]);
      }
    }
    return { said: [...said], same: sameTalk(recorded, said) };
  }

  /** Lets somebody else come, speak and leave. */
  async #visit({ target, headers, says }: Guest): Promise<void> {
    const visit = await this.open(target, headers, { onSaid() {} });
    if (isFailed(visit)) return;
    for (const text of says) visit.send(text);
    visit.close();
  }

  /** Runs the tests of a file. */
  async test(file: string): Promise<TestReport | Failed> {
    const answer = await this.#ask('test', { file }, limits.tests);
    this.#printed.flush();
    return isFailed(answer) ? answer : reportFrom(answer);
  }

  /** Ends whatever is under way; the next start begins anew. */
  stop(): void {
    this.#abort.abort();
    this.#lose(failed(stopped));
  }

  #lose(failure: Failed): void {
    if (this.#frame) this.#options.onEnd?.();
    this.#frame?.end();
    this.#frame = undefined;
    this.#packs.clear();
    this.#said.clear();
    this.#printed.flush();
    this.#gone(failure);
  }
}
