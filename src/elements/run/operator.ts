import type { RunStep, Start, Started } from '../../run/protocol.ts';
import type { Runner } from '../../run/runner.ts';
import type { Desk } from './desk.ts';
import type { Job } from './job.ts';
import type { Outcomes } from './outcomes.ts';
import type { ProgramFiles } from './program-files.ts';
import type { Session } from './session.ts';
import type { Talk } from './talk.ts';

/** What an operator works with. */
export interface Bench {
  readonly job: Job;
  readonly files: ProgramFiles;
  readonly desk: Desk;
  readonly session: Session;
  readonly outcomes: Outcomes;
  readonly talk: Talk;
  /** What is started as things stand. */
  start(): Start;
  /** Asks before anything large is fetched; true where all is here, or the reader agrees. */
  agree(engine: Runner): Promise<boolean>;
  openEditor(): Promise<void>;
  setBusy(isBusy: boolean): void;
  tell(text: string): void;
}

const noApplication =
  'Nothing here answers requests: no name at the top level of the program is a FastAPI application.';
const offline = 'Your browser is offline, and a part that is needed here has not been loaded yet.';

/** Does what a reader asks for at the toolbar and at the desk of a bench, one thing at a time. */
export class Operator {
  constructor(private readonly bench: Bench) {}

  /** Starts the program anew and does what it is there for: repeats the chosen step, sends the request, runs the tests. */
  async run(): Promise<void> {
    const { job, desk, outcomes, tell } = this.bench;
    const { kind, file } = job.program;
    await this.during(async (engine) => {
      outcomes.log.clear();
      const started = await this.ensure(true);
      if (!started) return;
      const step = desk.step();
      if (kind === 'pytest') await outcomes.test(engine, file, started);
      else if (!started.serves) outcomes.end();
      else if (step) await outcomes.repeat(engine, step);
      else if (desk.hasRequest()) await this.sendWith(engine);
      else tell('The application runs');
    });
  }

  /** Sends the request to the application as it runs; a change is started first, and a step of it repeated. */
  async send(): Promise<void> {
    const { desk, session, start } = this.bench;
    if (desk.step() && !session.isRunning(start())) return this.run();
    await this.during(async (engine) => {
      if (await this.ensureServer()) await this.sendWith(engine);
    });
  }

  async repeat(step: RunStep): Promise<void> {
    const { desk, outcomes } = this.bench;
    desk.choose(step);
    await this.during(async (engine) => {
      outcomes.log.clear();
      if (await this.ensureServer()) await outcomes.repeat(engine, step);
    });
  }

  async repeatAll(): Promise<void> {
    const { job, outcomes } = this.bench;
    await this.during(async (engine) => {
      outcomes.log.clear();
      if (await this.ensureServer()) await outcomes.repeatAll(engine, job.program.steps);
    });
  }

  async connect(target: string): Promise<void> {
    const { outcomes, talk, tell } = this.bench;
    await this.during(async (engine) => {
      if (!(await this.ensureServer())) return;
      const shown = await talk.connect(engine, target);
      if ('failed' in shown) return outcomes.fail(shown);
      outcomes.log.show(shown);
      tell('Connected');
    });
  }

  private async sendWith(engine: Runner) {
    const sent = this.bench.desk.read();
    if (sent) await this.bench.outcomes.send(engine, sent);
  }

  /** Does something with the engine, one thing at a time; what fails is shown. */
  private async during(act: (engine: Runner) => Promise<void>) {
    const { session, outcomes, agree, openEditor, setBusy } = this.bench;
    if (session.isBusy) return;
    session.isBusy = true;
    try {
      const engine = await session.take();
      if (!(await agree(engine))) return;
      setBusy(true);
      // The editor comes while Python does.
      await Promise.all([openEditor(), act(engine)]);
      outcomes.log.reveal();
    } catch (error) {
      const sentence = navigator.onLine ? (error as Error).message : offline;
      outcomes.fail({ failed: true, sentence, traceback: '' });
    } finally {
      session.isBusy = false;
      setBusy(false);
    }
  }

  /** Starts the files as they stand, unless they run already; undefined where they do not start. */
  private async ensure(anew: boolean): Promise<Started | undefined> {
    const { session, outcomes, files } = this.bench;
    const start = this.bench.start();
    if (anew || !session.isRunning(start)) {
      outcomes.log.begin();
      files.mark(undefined);
    }
    const outcome = await session.start(start, anew);
    return outcome.failed ? outcomes.fail(outcome) : outcome;
  }

  /** The same for what is to be spoken to. */
  private async ensureServer(): Promise<boolean> {
    const started = await this.ensure(false);
    if (started && !started.serves) this.bench.outcomes.fail({ failed: true, sentence: noApplication, traceback: '' });
    return started?.serves ?? false;
  }
}
