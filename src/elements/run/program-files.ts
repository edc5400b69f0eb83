import type { RunFile } from '../../run/protocol.ts';
import { button, make } from './dom.ts';
import type { Editor } from './editor.ts';

/** The files of a program in an editor, one shown at a time. */
export class ProgramFiles {
  private editor: Editor | undefined;
  private readonly host = make('div');
  private readonly tabs = make('div', { class: 'bench-files', role: 'group', 'aria-label': 'Files', hidden: true });
  readonly node: HTMLElement = make('div', {}, this.tabs, this.host);

  constructor(
    private files: readonly RunFile[],
    private shown: string,
    private readonly act: { onChange(): void; onRun(): void },
  ) {}

  /** Loads the editor, the first time. */
  async open(): Promise<void> {
    const { createEditor } = await import('./editor.ts');
    if (this.editor) return;
    this.editor = createEditor(this.host, this.act);
    for (const { name, text } of this.files) this.editor.show(name, text);
    this.tabs.replaceChildren(...this.files.map(({ name }) => button(name, () => this.show(name))));
    this.tabs.hidden = this.files.length < 2;
    this.show(this.shown);
  }

  private show(name: string) {
    this.shown = name;
    this.editor?.show(name, '');
    for (const one of this.tabs.children) one.setAttribute('aria-pressed', String(one.textContent === name));
  }

  /** The files as they stand in the editor. */
  texts(): RunFile[] {
    return this.files.map(({ name, text }) => ({ name, text: this.editor?.textOf(name) ?? text }));
  }

  /** The texts of the files that were changed, by name. */
  changed(): Readonly<Record<string, string>> {
    const changed = this.texts().filter(({ text }, at) => text !== this.files[at]?.text);
    return Object.fromEntries(changed.map(({ name, text }) => [name, text]));
  }

  /** Puts other texts into the files, as something that can be undone, and shows the first that this changes. */
  write(texts: Readonly<Record<string, string>>): void {
    const changed = this.texts().filter(({ name, text }) => Object.hasOwn(texts, name) && texts[name] !== text);
    for (const { name } of changed) this.editor?.replace(name, texts[name]!);
    if (changed[0]) this.show(changed[0].name);
  }

  /** Begins with another text for the one file. */
  begin(text: string): void {
    this.files = [{ name: this.shown, text }];
    this.reset();
  }

  reset(): void {
    for (const { name, text } of this.files) {
      if (this.editor?.textOf(name) !== text) this.editor?.replace(name, text);
    }
  }

  /** The line, in the file that is shown, to which a traceback leads is marked; none without a number. */
  mark(line: number | undefined): void {
    this.editor?.mark(line);
  }

  goTo(line: number): void {
    this.editor?.goTo(line);
  }

  /** The file in the editor. */
  get name(): string {
    return this.shown;
  }
}
