import type { AnswerRuns, Failed, Start, Started } from '../../run/protocol.ts';
import type { Runner } from '../../run/runner.ts';
import { giveBackEngine, type Listener, takeEngine } from './engine.ts';

/** What a bench hears of what it runs. */
export interface SessionActs {
  onProgress(loaded: number, total: number, stage: 'fetch' | 'start'): void;
  onOutput(text: string): void;
  /** Nothing of it runs any more. */
  onEnd(): void;
}

/** What one bench runs in the engine of the page, one thing at a time. */
export class Session implements Listener {
  /** Whether something is under way. */
  isBusy = false;
  private runner: Runner | undefined;
  /** What runs, as text; undefined while nothing does. */
  private running: { start: string; started: Started } | undefined;

  constructor(
    private readonly runs: AnswerRuns,
    private readonly act: SessionActs,
  ) {}

  onProgress(loaded: number, total: number, stage: 'fetch' | 'start'): void {
    this.act.onProgress(loaded, total, stage);
  }
  onOutput(text: string): void {
    this.act.onOutput(text);
  }
  onEnd(): void {
    this.running = undefined;
    this.act.onEnd();
  }
  onTaken(): void {
    // What another bench wants to run would wait for what is under way here, for ever where that has no end.
    if (this.isBusy) this.runner?.stop();
    this.onEnd();
  }

  /** The engine, for this bench to use. */
  async take(): Promise<Runner> {
    this.runner = await takeEngine(this, this.runs);
    return this.runner;
  }

  isRunning(start: Start): boolean {
    return this.running?.start === JSON.stringify(start);
  }
  /** Whether what runs is another text than this. */
  isOutdated(start: Start): boolean {
    return this.running !== undefined && !this.isRunning(start);
  }

  /** Starts a program, unless it runs already and need not be anew. */
  async start(start: Start, anew: boolean): Promise<Started | Failed> {
    if (this.running && !anew && this.isRunning(start)) return this.running.started;
    this.onEnd();
    const runner = await this.take();
    const started = await runner.start(start);
    if (!started.failed) this.running = { start: JSON.stringify(start), started };
    return started;
  }

  /** Ends what is under way. */
  stop(): void {
    this.runner?.stop();
  }

  /** Ends whatever runs here, and leaves what other benches run. */
  leave(): void {
    if (giveBackEngine(this)) this.runner?.stop();
    this.onEnd();
  }
}
