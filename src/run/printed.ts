import { limits } from './limits.ts';

/** What a program prints: told in few pieces, however many it prints, and no more than a page can show. */
export class Printed {
  /** All that was told since the last reset. */
  text = '';
  #waiting = '';
  #isMute = false;
  #length = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #tell: (text: string) => void;

  constructor(tell: (text: string) => void) {
    this.#tell = tell;
  }

  add(text: string): void {
    if (this.#isMute) return;
    const room = limits.output - this.#length;
    if (room <= 0) return;
    this.#length += text.length;
    this.#waiting += text.length <= room ? text : `${text.slice(0, room)}\n… the rest of the output is not shown.\n`;
    this.#timer ??= setTimeout(() => this.flush(), 50);
  }

  /** Tells what waits. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting === '') return;
    const text = this.#waiting;
    this.#waiting = '';
    this.text += text;
    this.#tell(text);
  }

  /** Forgets what waits, and whatever comes until a reset. */
  mute(): void {
    this.#isMute = true;
    this.#waiting = '';
  }

  /** Begins anew, with room for all. */
  reset(): void {
    this.#isMute = false;
    this.#waiting = '';
    this.text = '';
    this.#length = 0;
  }
}
