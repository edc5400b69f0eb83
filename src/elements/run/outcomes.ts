import type { AnswerRuns, Failed, Received, RunStep, Sent, Started } from '../../run/protocol.ts';
import { readTraceback } from '../../run/python.ts';
import type { Runner } from '../../run/runner.ts';
import { exchangeShown, type Shown, talkShown } from './exchange-view.ts';
import type { ProgramFiles } from './program-files.ts';
import { ResultLog } from './result-log.ts';
import { countTests, failureNode, reportNodes } from './results.ts';

/** Asks what runs, shows what comes of it, and says it in a few words. */
export class Outcomes {
  readonly log = new ResultLog();

  constructor(
    private readonly runs: AnswerRuns,
    private readonly files: ProgramFiles,
    private readonly tell: (text: string) => void,
  ) {}

  /** Shows what failed, and marks the line of the file in the editor that it leads to. */
  fail(failed: Failed): undefined {
    const { says, line } = readTraceback(failed.traceback, this.files.name);
    this.files.mark(line);
    const here = [...new Set(Object.values(this.runs.manifest.modules).flat())].sort();
    this.log.show(failureNode(failed, { file: this.files.name, here, goTo: (at) => this.files.goTo(at) }));
    this.tell([failed.sentence || says, line && `Line ${line} is marked.`].filter(Boolean).join(' '));
  }

  /** What a program that was run to its end has printed stands there; else, that there is nothing. */
  end(): void {
    if (!this.log.hasPrinted) this.log.print('It printed nothing.', true);
    this.tell('It ran to its end');
  }

  /** Runs the tests of a file. */
  async test(engine: Runner, file: string, { suspends }: Started): Promise<void> {
    const report = await engine.test(file);
    if (report.failed === true) return this.fail(report);
    this.log.clear(...reportNodes(report, suspends));
    this.tell(countTests(report));
  }

  async send(engine: Runner, sent: Sent): Promise<void> {
    this.log.listen();
    const response = await engine.request(sent);
    if ('failed' in response) return this.fail(response);
    const { node, says } = exchangeShown(sent, response, { open: true });
    this.log.show(node);
    this.tell(says + this.explain(response));
  }

  /** Repeats a recorded step with a fresh application, beside its record. */
  async repeat(engine: Runner, step: RunStep): Promise<void> {
    const shown = await this.show(engine, step, true);
    if (shown) this.tell(shown.says);
  }

  /** Repeats all of them, and says how many are as they were recorded. */
  async repeatAll(engine: Runner, steps: readonly RunStep[]): Promise<void> {
    let same = 0;
    // The newest result stands first: from the last on, they read in the order of the record.
    for (const step of steps.toReversed()) {
      const shown = await this.show(engine, step, false);
      if (!shown) return;
      if (!shown.differs) same += 1;
    }
    this.tell(same === steps.length ? `All ${same} steps as recorded` : `${same} of ${steps.length} steps as recorded`);
  }

  private async show(engine: Runner, step: RunStep, isAlone: boolean): Promise<Shown | undefined> {
    this.log.listen();
    const outcome = await engine.repeat(step);
    if ('failed' in outcome) return this.fail(outcome);
    let shown: Shown | undefined;
    if (step.kind === 'websocket' && 'said' in outcome) shown = talkShown(step, outcome.said, isAlone);
    if (step.kind === 'http' && 'response' in outcome) {
      const { sent, recorded, title } = step;
      shown = exchangeShown(sent, outcome.response, { recorded, title, open: isAlone });
      if (isAlone && shown.differs) shown.says += this.explain(outcome.response);
    }
    if (shown) this.log.show(shown.node);
    return shown;
  }

  /** Where an endpoint has failed, its traceback is unfolded and its line marked, which is said in words. */
  private explain({ status }: Received): string {
    const traceback = status >= 500 ? this.log.openTraceback() : undefined;
    if (!traceback) return '';
    const { says, line } = readTraceback(traceback, this.files.name);
    this.files.mark(line);
    return line ? `. ${says}. Line ${line} is marked.` : `. ${says}`;
  }
}
