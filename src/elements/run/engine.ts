import type { AnswerRuns } from '../../run/protocol.ts';
import type { Runner } from '../../run/runner.ts';

const base: string = import.meta.env.BASE_URL.replace(/\/?$/, '/');

/** The address of a page of the site by its path below the base, such as `routing/path-parameters/`. */
export const pageAddress = (path: string): string => new URL(base + path, location.origin).href;

/** Where what is known of programs is kept beside the engine's own bytes, so that both are there offline. */
const shelf = 'fastapi-answers:run';

/** What is known of the programs of an answer (`routing/path-parameters`), or of the page for any program (`try`); from the network, else as it was kept. */
export async function loadRuns(path: string): Promise<AnswerRuns> {
  const address = `${base}run/${path}.json`;
  const kept = await caches.open(shelf).catch(() => undefined);
  try {
    const response = await fetch(address);
    if (!response.ok) throw new Error(String(response.status));
    const copy = response.clone();
    const runs = (await response.json()) as AnswerRuns;
    await kept?.put(address, copy).catch(() => undefined);
    return runs;
  } catch (error) {
    const known = await kept?.match(address);
    if (known) return (await known.json()) as AnswerRuns;
    throw error;
  }
}

/** What listens to the engine: the bench whose program runs. */
export interface Listener {
  onProgress(loaded: number, total: number, stage: 'fetch' | 'start'): void;
  onOutput(text: string): void;
  /** What ran has ended: it was stopped, or broke, or took too long. */
  onEnd(): void;
  /** Another bench takes the engine. */
  onTaken(): void;
}

let engine: Promise<Runner> | undefined;
let listener: Listener | undefined;

/** The one engine of the page, for `next` to use: what it has booted is taken over, what another bench runs in it ends. */
export async function takeEngine(next: Listener, runs: AnswerRuns): Promise<Runner> {
  if (listener !== next) listener?.onTaken();
  listener = next;
  engine ??= import('../../run/runner.ts').then(
    ({ Runner }) =>
      new Runner({
        base,
        manifest: runs.manifest,
        onProgress: (loaded, total, stage) => listener?.onProgress(loaded, total, stage),
        onOutput: (text) => listener?.onOutput(text),
        onEnd: () => listener?.onEnd(),
      }),
  );
  engine.catch(() => (engine = undefined));
  return engine;
}

/** Lets go of the engine; false where another bench has taken it before. */
export function giveBackEngine(from: Listener): boolean {
  if (listener !== from) return false;
  listener = undefined;
  return true;
}

/** What a browser lacks of what the bench needs, in words; undefined where all is there. */
export function lacking(): string | undefined {
  const needs: [string, boolean][] = [
    ['secure connection to this site (https)', isSecureContext],
    ['WebAssembly', 'WebAssembly' in globalThis],
    ['web workers', 'Worker' in globalThis],
    ['DecompressionStream', 'DecompressionStream' in globalThis],
    ['adopted style sheets', 'adoptedStyleSheets' in Document.prototype],
  ];
  return needs.find(([, has]) => !has)?.[0];
}
