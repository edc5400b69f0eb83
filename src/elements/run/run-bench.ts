import { type SharedProgram, writeRunLink } from '../../run/link.ts';
import type { Sent, Start } from '../../run/protocol.ts';
import { applicationIn, packsFor } from '../../run/python.ts';
import type { Runner } from '../../run/runner.ts';
import { announce, copy } from '../announce.ts';
import { createConsent } from './consent.ts';
import { createDesk, type Desk } from './desk.ts';
import { make } from './dom.ts';
import { pageAddress } from './engine.ts';
import type { Job } from './job.ts';
import { Operator } from './operator.ts';
import { Outcomes } from './outcomes.ts';
import { ProgramFiles } from './program-files.ts';
import css from './run-bench.css?inline';
import { Session } from './session.ts';
import { Talk } from './talk.ts';
import { createToolbar } from './toolbar.ts';

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

const foreign =
  'This code came with the link and has not run. Read it before you run it: it can reach nothing beyond its frame, but it is not ours.';

/** `<run-bench>`: an editor for the files of a program, a desk to speak to it, and what came back, beside what was recorded. */
export class RunBench extends HTMLElement {
  private job!: Job;
  private desk!: Desk;
  private files!: ProgramFiles;
  private session!: Session;
  private outcomes!: Outcomes;
  private operator!: Operator;
  private hinting: ReturnType<typeof setTimeout> | undefined;

  private readonly notice = make('p', { class: 'bench-notice', hidden: true });
  private readonly question = make('div');
  private readonly tools = createToolbar({
    onRun: () => void this.operator.run(),
    onStop: () => this.session.stop(),
    onReset: () => this.reset(),
    onCopyLink: () => void this.copyLink(),
    onClose: this.dataset['run'] ? undefined : () => this.close(),
  });
  private readonly talk = new Talk({
    onOpen: (isOpen) => this.desk.setOpen(isOpen),
    tell: (text) => this.tell(text),
  });
  /** Says for the ear what happened, once. */
  private readonly status = make('p', { class: 'unseen', role: 'status' });

  /** Opens the bench. A program of the page is run, once the reader agrees to what that loads; one that came with a link is not. */
  async open(job: Job): Promise<void> {
    this.job = job;
    const { runs, program, shared, isFree = false } = job;
    this.files = new ProgramFiles(program.files, program.file, {
      onChange: () => {
        // Not with each key: it reads all files.
        clearTimeout(this.hinting);
        this.hinting = setTimeout(() => this.hint(), 150);
      },
      onRun: () => void this.operator.run(),
    });
    this.outcomes = new Outcomes(runs, this.files, (text) => this.tell(text));
    this.session = new Session(runs, {
      onProgress: (...progress) => {
        const says = this.tools.tell(...progress);
        if (says) this.tell(says);
      },
      onOutput: (text) => this.outcomes.log.print(text, !this.start().app),
      onEnd: () => this.talk.end(),
    });
    this.desk = createDesk(program, isFree, {
      onRepeat: (step) => void this.operator.repeat(step),
      onRepeatAll: () => void this.operator.repeatAll(),
      onSend: () => void this.operator.send(),
      onConnect: (target) => void this.operator.connect(target),
      onSay: (text) => this.talk.say(text),
      onClose: () => this.talk.hangUp(),
    });
    const { files, desk, session, outcomes, talk } = this;
    this.operator = new Operator({
      job,
      files,
      desk,
      session,
      outcomes,
      talk,
      start: () => this.start(),
      agree: (engine) => this.agree(engine),
      openEditor: () => this.openEditor(),
      setBusy: (isBusy) => this.setBusy(isBusy),
      tell: (text) => this.tell(text),
    });
    this.desk.node.hidden = true;
    const isAbove = this.nextElementSibling?.matches('.step');
    const section = make(
      'section',
      { class: 'bench', tabindex: '-1', 'aria-label': isFree ? 'Your program' : `${program.file}, run here` },
      this.notice,
      this.files.node,
      this.tools.node,
      this.question,
      this.desk.node,
      this.outcomes.log.node,
      isAbove ? make('p', { class: 'label bench-record' }, 'Recorded') : undefined,
      this.status,
    );
    this.replaceChildren(section);
    if (shared || isFree) await this.openEditor();
    if (shared) this.receive(shared);
    if (isFree) return;
    section.focus();
    section.scrollIntoView({ block: 'nearest' });
    if (!shared) await this.operator.run();
  }

  /** What goes with the bench ends with it. */
  disconnectedCallback(): void {
    this.session?.leave();
  }

  /** Shows a sentence above everything else; none without a text. */
  say(text: string): void {
    this.notice.hidden = !text;
    this.notice.textContent = text;
  }

  /** Puts another program into the editor, with requests to send to it. */
  load(text: string, requests: readonly Sent[], socket: string | undefined): void {
    this.files.begin(text);
    this.say('');
    this.outcomes.log.clear();
    this.offer(requests, socket);
    this.scrollIntoView({ block: 'start' });
    this.files.goTo(1);
  }

  /** Offers requests to send; the first stands in the fields. */
  offer(requests: readonly Sent[], socket: string | undefined): void {
    this.desk.offer(requests, socket);
  }

  /** Takes what came with a link; nothing of it runs by itself. */
  receive({ files, sent }: SharedProgram): void {
    this.say(foreign);
    this.files.write(files);
    if (sent) this.desk.fill(sent);
    this.tell(foreign);
  }

  private async openEditor() {
    await this.files.open();
    this.tools.node.hidden = false;
    this.desk.node.hidden = false;
    this.hint();
  }

  /** What is started by "Run" as things stand. */
  private start(): Start {
    const { program, isFree, runs } = this.job;
    const { file, app, env, packs } = program;
    const files = this.files.texts();
    if (!isFree) return { file, app, files, env, packs };
    return { file, app: applicationIn(file, files[0]?.text ?? ''), files, env, packs: packsFor(files, runs.manifest) };
  }

  /** Asks before anything large is fetched; true where all is here, or the reader agrees. */
  private async agree(engine: Runner): Promise<boolean> {
    const { packs } = this.start();
    if (await engine.kept(packs)) return true;
    const { node, question, ask } = createConsent(engine.bytes(packs));
    this.question.replaceChildren(node);
    this.tell(question);
    const agreed = await ask();
    node.remove();
    if (!agreed && this.tools.node.hidden) this.close();
    else (this.tools.node.hidden ? this.querySelector('section') : this.tools)?.focus();
    return agreed;
  }

  /** Shows that something is under way; without an editor there are still ways out. */
  private setBusy(isBusy: boolean) {
    this.toggleAttribute('data-busy', isBusy);
    this.tools.setBusy(isBusy);
    // What comes next is spoken even where it is what came before.
    if (isBusy) return this.tell('');
    if (this.isConnected) this.tools.node.hidden = false;
    this.hint();
  }

  private reset() {
    const [step] = this.job.program.steps;
    this.files.reset();
    this.say('');
    if (step) this.desk.choose(step);
    this.tell('The program is as it was');
  }

  private async copyLink() {
    const { page, name, isFree } = this.job;
    const texts = Object.fromEntries(this.files.texts().map((file) => [file.name, file.text]));
    const sent = this.desk.hasRequest() && !this.desk.step() ? this.desk.read() : undefined;
    try {
      const fragment = await writeRunLink({ program: name, files: isFree ? texts : this.files.changed(), sent });
      await copy(pageAddress(page) + fragment, 'Link to this program copied');
    } catch (error) {
      announce((error as Error).message);
    }
  }

  private close() {
    this.dispatchEvent(new Event('close'));
    this.remove();
  }

  private tell(text: string) {
    this.status.textContent = text;
  }

  /** A change that has not been run yet: what stands below is of another text. */
  private hint() {
    this.tools.setChanged(this.session.isOutdated(this.start()));
  }
}
customElements.define('run-bench', RunBench);
