import { type SharedProgram, writeRunLink } from '../../run/link.ts';
import type { AnswerRuns, Conversation, Failed, Runnable, RunStep, Sent, Start } from '../../run/protocol.ts';
import { applicationIn, packsFor, readTraceback } from '../../run/python.ts';
import type { Runner } from '../../run/runner.ts';
import { announce, copy } from '../announce.ts';
import { createDesk, type Desk } from './desk.ts';
import { button, make } from './dom.ts';
import type { Editor } from './editor.ts';
import { type Listener, pageAddress, takeEngine } from './engine.ts';
import { exchangeShown, saidNode, sides, type Shown, talkShown } from './exchange-view.ts';
import { countTests, failureNode, printedNode, reportNodes, stepNode } from './results.ts';
import css from './run-bench.css?inline';

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

/** What a bench is opened for. */
export interface Job {
  runs: AnswerRuns;
  program: Runnable;
  /** The page that a link leads to, as a path below the base, and what the link calls the program. */
  page: string;
  name: string;
  /** What came with a link: shown with a notice, and never run by itself. */
  shared?: SharedProgram | undefined;
  /** Whether it is the page for any program, which may import what it likes and need be no application. */
  isFree?: boolean;
}

/** Results that stay in view, and messages of a conversation. */
const most = { results: 20, messages: 200 };

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
const foreign =
  'This code came with the link and has not run. Read it before you run it: it can reach nothing beyond its frame, but it is not ours.';

/** `<run-bench>`: an editor for the files of a program, a desk to speak to it, and what came back, beside what was recorded. */
export class RunBench extends HTMLElement implements Listener {
  private job!: Job;
  private desk!: Desk;
  private editor: Editor | undefined;
  private engine: Runner | undefined;
  /** What was started, as text; undefined while nothing runs. */
  private started: string | undefined;
  /** The file in the editor. */
  private file = '';
  private busy = false;
  private conversation: Conversation | undefined;
  private printed: { node: HTMLElement; add(text: string): void } | undefined;

  private readonly notice = make('p', { class: 'bench-notice', hidden: true });
  private readonly ask = make('div', { class: 'bench-ask', hidden: true });
  private readonly host = make('div');
  private readonly files = make('div', { class: 'bench-files', role: 'group', 'aria-label': 'Files', hidden: true });
  private readonly bar = make('progress', { 'aria-label': 'Loaded' });
  private readonly stage = make('p');
  private readonly progress = make('div', { class: 'bench-progress', hidden: true }, this.bar, this.stage);
  private readonly runs = button('Run', () => void this.run(), { class: 'main' });
  private readonly stops = button('Stop', () => this.stop(), { hidden: true });
  private readonly tip = make('span', { class: 'quiet' });
  private readonly tools = make('div', { class: 'bench-tools', hidden: true });
  private readonly results = make('div', { class: 'bench-results' });
  /** Says for the ear what happened, once. */
  private readonly status = make('p', { class: 'unseen', role: 'status' });

  /** Opens the bench. A program of the page is run, once the reader agrees to what that loads; one that came with a link is not. */
  async open(job: Job): Promise<void> {
    this.job = job;
    const { program, shared, isFree = false } = job;
    this.file = program.file;
    this.desk = createDesk(program, isFree, {
      onRepeat: (step) => void this.repeat(step),
      onRepeatAll: () => void this.repeatAll(),
      onSend: () => void this.send(),
      onConnect: (target) => void this.connect(target),
      onSay: (text) => this.conversation?.send(text),
      onClose: () => this.hangUp(),
    });
    this.desk.node.hidden = true;
    this.tools.append(
      this.runs,
      this.stops,
      button('Reset', () => this.reset()),
      button('Copy link', () => void this.copyLink()),
      ...(isFree ? [] : [button('Close', () => this.close())]),
      this.tip,
    );
    const isAbove = this.nextElementSibling?.matches('.step');
    const section = make(
      'section',
      { class: 'bench', tabindex: '-1', 'aria-label': isFree ? 'Your program' : `${program.file}, run here` },
      this.notice,
      this.files,
      this.host,
      this.tools,
      this.ask,
      this.progress,
      this.desk.node,
      this.results,
      isAbove ? make('p', { class: 'label bench-record' }, 'Recorded') : undefined,
      this.status,
    );
    this.replaceChildren(section);
    if (shared || isFree) await this.openEditor();
    if (shared) this.receive(shared);
    if (isFree) return;
    section.focus();
    section.scrollIntoView({ block: 'nearest' });
    if (!shared) await this.run();
  }

  /** Shows a sentence above everything else; none without a text. */
  say(text: string): void {
    this.notice.hidden = !text;
    this.notice.textContent = text;
  }

  /** Puts another program into the editor, with requests to send to it. */
  load(text: string, requests: readonly Sent[], socket: string | undefined): void {
    this.job = { ...this.job, program: { ...this.job.program, files: [{ name: this.file, text }] } };
    this.editor?.replace(this.file, text);
    this.say('');
    this.results.replaceChildren();
    this.offer(requests, socket);
    this.scrollIntoView({ block: 'start' });
    this.editor?.goTo(1);
  }

  /** Offers requests to send; the first stands in the fields. */
  offer(requests: readonly Sent[], socket: string | undefined): void {
    this.desk.offer(requests, socket);
  }

  /** Takes what came with a link; nothing of it runs by itself. */
  receive({ files, sent }: SharedProgram): void {
    this.say(foreign);
    for (const [name, text] of Object.entries(files)) this.editor?.replace(name, text);
    if (sent) this.desk.fill(sent);
    this.tell(foreign);
  }

  onProgress(loaded: number, total: number, stage: 'fetch' | 'start'): void {
    const isFetch = stage === 'fetch' && total > 0;
    if (isFetch) Object.assign(this.bar, { max: total, value: loaded });
    else this.bar.removeAttribute('value');
    const text = isFetch ? `Loading: ${megabytes(loaded)} of ${megabytes(total)} MB` : 'Starting Python';
    if (!isFetch && this.stage.textContent !== text) this.tell(text);
    this.stage.textContent = text;
  }
  onOutput(text: string): void {
    if (!this.printed) {
      this.printed = printedNode(!this.start().app);
      this.show(this.printed.node);
    }
    this.printed.add(text);
  }
  onTaken(): void {
    this.started = undefined;
    this.endConversation();
  }

  private async openEditor() {
    const { createEditor } = await import('./editor.ts');
    if (!this.editor) {
      const editor = createEditor(this.host, { onChange: () => this.hint(), onRun: () => void this.run() });
      this.editor = editor;
      const { files } = this.job.program;
      for (const { name, text } of files) editor.show(name, text);
      this.files.replaceChildren(...files.map(({ name }) => button(name, () => this.showFile(name))));
      this.files.hidden = files.length < 2;
      this.showFile(this.file);
    }
    this.tools.hidden = false;
    this.desk.node.hidden = false;
    this.hint();
  }

  private showFile(name: string) {
    this.file = name;
    this.editor?.show(name, '');
    for (const one of this.files.children) one.setAttribute('aria-pressed', String(one.textContent === name));
  }

  /** The files as they stand in the editor. */
  private texts() {
    return this.job.program.files.map(({ name, text }) => ({ name, text: this.editor?.textOf(name) ?? text }));
  }

  /** What is started by "Run" as things stand. */
  private start(): Start {
    const { program, isFree, runs } = this.job;
    const { file, app, env, packs } = program;
    const files = this.texts();
    if (!isFree) return { file, app, files, env, packs };
    return { file, app: applicationIn(file, files[0]?.text ?? ''), files, env, packs: packsFor(files, runs.manifest) };
  }

  /** Asks before anything large is fetched; true where all is here, or the reader agrees. */
  private async agree(engine: Runner): Promise<boolean> {
    const { packs } = this.start();
    if (await engine.kept(packs)) return true;
    return new Promise((resolve) => {
      const answer = (agreed: boolean) => () => {
        this.ask.hidden = true;
        if (!agreed && this.tools.hidden) this.close();
        else (this.tools.hidden ? this.querySelector('section') : this.runs)?.focus();
        resolve(agreed);
      };
      const yes = button('Load and run', answer(true), { class: 'main' });
      const size = `${megabytes(engine.bytes(packs))} MB`;
      const question = `This loads Python and the packages that the program needs into your browser: ${size} from this site, once; they are kept on your device. What you run and change stays in this page and reaches no network.`;
      this.ask.replaceChildren(make('p', {}, question), make('div', {}, yes, button('Not now', answer(false))));
      this.ask.hidden = false;
      this.tell(question);
      yes.focus();
    });
  }

  /** Does something with the engine, one thing at a time; what fails is shown. */
  private async during(act: (engine: Runner) => Promise<void>) {
    if (this.busy) return;
    this.busy = true;
    try {
      this.engine = await takeEngine(this, this.job.runs);
      if (!(await this.agree(this.engine))) return;
      this.runs.setAttribute('aria-disabled', 'true');
      this.bar.removeAttribute('value');
      this.stage.textContent = 'Running';
      this.progress.hidden = false;
      this.stops.hidden = false;
      // The editor comes while Python does.
      await Promise.all([this.openEditor(), act(this.engine)]);
    } catch (error) {
      // Without an editor there are still ways out.
      this.tools.hidden = false;
      const offline = 'Your browser is offline, and a part that is needed here has not been loaded yet.';
      this.fail({ failed: true, sentence: navigator.onLine ? (error as Error).message : offline, traceback: '' });
    } finally {
      this.busy = false;
      this.progress.hidden = true;
      this.runs.removeAttribute('aria-disabled');
      if (this.stops === document.activeElement) this.runs.focus();
      this.stops.hidden = true;
    }
  }

  /** Starts the files as they stand, unless they run already; false where they do not start. */
  private async ensure(engine: Runner, anew: boolean): Promise<boolean> {
    const start = this.start();
    const text = JSON.stringify(start);
    if (!anew && this.started === text) return true;
    this.endConversation();
    this.started = undefined;
    this.printed = undefined;
    this.editor?.mark(undefined);
    const outcome = await engine.start(start);
    if (outcome.failed) return this.fail(outcome);
    this.started = text;
    this.hint();
    return true;
  }

  /** Starts the program anew and does what it is there for: repeats the chosen step, sends the request, runs the tests. */
  private async run() {
    const { kind, file } = this.job.program;
    await this.during(async (engine) => {
      this.results.replaceChildren();
      if (!(await this.ensure(engine, true))) return;
      const step = this.desk.step();
      if (kind === 'pytest') {
        const report = await engine.test(file);
        if (report.failed === true) return void this.fail(report);
        this.results.replaceChildren(...reportNodes(report));
        this.tell(countTests(report));
      } else if (!this.start().app) {
        if (!this.printed) this.onOutput('It printed nothing.');
        this.tell('It ran to its end');
      } else if (step) {
        await this.repeatWith(engine, step);
      } else if (this.desk.hasRequest()) {
        await this.sendWith(engine);
      } else {
        this.tell('The application runs');
      }
    });
  }

  /** Sends the request to the application as it runs; a change is started first, and a step of it repeated. */
  private async send() {
    if (this.desk.step() && this.started !== JSON.stringify(this.start())) return this.run();
    await this.during(async (engine) => {
      if (await this.ensure(engine, false)) await this.sendWith(engine);
    });
  }

  private async sendWith(engine: Runner) {
    const sent = this.desk.read();
    if (!sent) return;
    const response = await engine.request(sent);
    if ('failed' in response) return void this.fail(response);
    const { node, says } = exchangeShown(sent, response, { open: true });
    this.show(node);
    this.tell(says);
  }

  private async repeat(step: RunStep) {
    this.desk.choose(step);
    await this.during(async (engine) => {
      this.results.replaceChildren();
      if (await this.ensure(engine, false)) await this.repeatWith(engine, step);
    });
  }

  private async repeatAll() {
    const { steps } = this.job.program;
    await this.during(async (engine) => {
      this.results.replaceChildren();
      if (!(await this.ensure(engine, false))) return;
      let same = 0;
      // The newest result stands first: from the last on, they read in the order of the record.
      for (const step of steps.toReversed()) if (await this.repeatWith(engine, step, false)) same += 1;
      this.tell(
        same === steps.length ? `All ${same} steps as recorded` : `${same} of ${steps.length} steps as recorded`,
      );
    });
  }

  /** Repeats a recorded step with a fresh application, and shows it beside its record; true where it is the same. */
  private async repeatWith(engine: Runner, step: RunStep, isAlone = true): Promise<boolean> {
    const outcome = await engine.repeat(step);
    if ('failed' in outcome) return this.fail(outcome);
    let shown: Shown | undefined;
    if (step.kind === 'websocket' && 'said' in outcome) shown = talkShown(step, outcome.said, isAlone);
    if (step.kind === 'http' && 'response' in outcome) {
      const { sent, recorded, title } = step;
      shown = exchangeShown(sent, outcome.response, { recorded, title, open: isAlone });
    }
    if (!shown) return false;
    this.show(shown.node);
    if (isAlone) this.tell(shown.says);
    return !shown.differs;
  }

  private async connect(target: string) {
    await this.during(async (engine) => {
      if (!(await this.ensure(engine, false))) return;
      const talk = stepNode({ title: `WebSocket ${target}` }, true);
      const opened = await engine.open(target, [], {
        onSaid: (said) => {
          if (talk.childElementCount > most.messages) talk.children[1]?.remove();
          talk.append(saidNode(said));
          if (said.from === 'close') this.endConversation();
          if (said.from !== 'client') this.tell(`${sides[said.from]}: ${said.text.slice(0, 200)}`);
        },
      });
      if ('failed' in opened) return void this.fail(opened);
      this.conversation = opened;
      this.show(talk);
      this.desk.setOpen(true);
      this.tell('Connected');
    });
  }

  private hangUp() {
    this.conversation?.close();
    this.endConversation();
    this.tell('Closed');
  }

  private endConversation() {
    this.conversation = undefined;
    this.desk.setOpen(false);
  }

  private stop() {
    this.engine?.stop();
    this.started = undefined;
    this.endConversation();
  }

  private reset() {
    const { files, steps } = this.job.program;
    for (const { name, text } of files) if (this.editor?.textOf(name) !== text) this.editor?.replace(name, text);
    this.say('');
    if (steps[0]) this.desk.choose(steps[0]);
    this.tell('The program is as it was');
  }

  private async copyLink() {
    const { program, page, name, isFree } = this.job;
    const changed = this.texts().filter(({ text }, at) => isFree || text !== program.files[at]?.text);
    const files = Object.fromEntries(changed.map((file) => [file.name, file.text]));
    const sent = this.desk.hasRequest() && !this.desk.step() ? this.desk.read() : undefined;
    try {
      const fragment = await writeRunLink({ program: name, files, sent });
      await copy(pageAddress(page) + fragment, 'Link to this program copied');
    } catch (error) {
      announce((error as Error).message);
    }
  }

  private close() {
    this.stop();
    this.dispatchEvent(new Event('close'));
    this.remove();
  }

  /** Shows what failed, and marks the line of the file in the editor that it leads to. */
  private fail(failed: Failed): false {
    const { says, line } = readTraceback(failed.traceback, this.file);
    this.editor?.mark(line);
    const here = [...new Set(Object.values(this.job.runs.manifest.modules).flat())].sort();
    this.show(failureNode(failed, { file: this.file, here, goTo: (at) => this.editor?.goTo(at) }));
    this.tell([failed.sentence || says, line && `Line ${line} is marked.`].filter(Boolean).join(' '));
    return false;
  }

  /** The newest result stands first. */
  private show(node: Node) {
    this.results.prepend(node);
    while (this.results.childElementCount > most.results) this.results.lastChild?.remove();
  }

  private tell(text: string) {
    this.status.textContent = text;
  }

  /** Says beside the buttons that a change has not been run yet: what stands below is of another text. */
  private hint() {
    const isChanged = this.started !== undefined && this.started !== JSON.stringify(this.start());
    this.tip.textContent = isChanged ? 'Changed since it ran' : 'Escape, then Tab leaves the editor';
  }
}
customElements.define('run-bench', RunBench);
