import { make } from './dom.ts';
import { printedNode } from './results.ts';

/** Results that stay in view. */
const most = 20;

/** What came back, the newest first, and what the program prints. */
export class ResultLog {
  readonly node: HTMLElement = make('div', { class: 'bench-results' });
  private printed: ReturnType<typeof printedNode> | undefined;
  /** What was printed since `listen`, the last of it. */
  private heard = '';

  show(node: Node): void {
    this.node.prepend(node);
    while (this.node.childElementCount > most) this.node.lastChild?.remove();
  }

  clear(...nodes: Node[]): void {
    this.node.replaceChildren(...nodes);
    this.printed = undefined;
  }

  /** Shows what is printed from now on by itself: another program has been started. */
  begin(): void {
    this.printed = undefined;
  }

  /** Adds to what is printed; `open` where that is what the program is there for. */
  print(text: string, open: boolean): void {
    this.heard = (this.heard + text).slice(-20_000);
    if (!this.printed) {
      this.printed = printedNode(open);
      this.show(this.printed.node);
    }
    this.printed.add(text);
  }

  get hasPrinted(): boolean {
    return this.printed !== undefined;
  }

  listen(): void {
    this.heard = '';
  }

  /** The traceback that was printed since `listen`, unfolded; undefined where there is none. */
  openTraceback(): string | undefined {
    const at = this.heard.lastIndexOf('Traceback (most recent call last):');
    if (at < 0) return undefined;
    this.printed?.node.setAttribute('open', '');
    return this.heard.slice(at);
  }

  /** Brings the newest result into view. */
  reveal(): void {
    this.node.firstElementChild?.scrollIntoView({ block: 'nearest' });
  }
}
