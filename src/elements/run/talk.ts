import type { Conversation, Failed, Said } from '../../run/protocol.ts';
import type { Runner } from '../../run/runner.ts';
import { saidNode, sides } from './exchange-view.ts';
import { stepNode } from './results.ts';

/** Messages of a conversation that stay in view. */
const most = 200;

/** A conversation of the reader's own with what runs. */
export class Talk {
  private open: Conversation | undefined;
  private node: HTMLElement | undefined;

  constructor(private readonly act: { onOpen(isOpen: boolean): void; tell(text: string): void }) {}

  /** Opens the WebSocket; gives what shows it, or why it cannot be opened. */
  async connect(runner: Runner, target: string): Promise<HTMLElement | Failed> {
    const node = stepNode({ title: `WebSocket ${target}` }, true);
    this.node = node;
    const opened = await runner.open(target, [], {
      onSaid: (said) => {
        this.add(node, said);
        if (said.from === 'close' && this.node === node) this.end();
        this.act.tell(`${sides[said.from]}: ${said.text.slice(0, 200)}`);
      },
    });
    if ('failed' in opened) return opened;
    this.open = opened;
    this.act.onOpen(true);
    return node;
  }

  private add(node: HTMLElement, said: Said) {
    // The first child names it.
    if (node.childElementCount > most) node.children[1]?.remove();
    node.append(saidNode(said));
  }

  say(text: string): void {
    if (!this.open || !this.node) return;
    this.add(this.node, { from: 'client', text });
    this.open.send(text);
  }

  /** Closes as a client does. */
  hangUp(): void {
    if (this.node && this.open) this.add(this.node, { from: 'close', text: '1000' });
    this.open?.close();
    this.end();
    this.act.tell('Closed');
  }

  /** Has ended, from whichever side. */
  end(): void {
    this.open = undefined;
    this.act.onOpen(false);
  }
}
