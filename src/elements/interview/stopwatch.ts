/** Seconds that went by while it ran; `now` gives milliseconds. */
export class Stopwatch {
  private before: number;
  private since: number | undefined;
  private readonly now: () => number;

  constructor(before = 0, now: () => number = () => performance.now()) {
    this.before = before;
    this.now = now;
  }

  /** Whether it stands. */
  get isPaused(): boolean {
    return this.since === undefined;
  }

  get seconds(): number {
    return this.before + (this.since === undefined ? 0 : (this.now() - this.since) / 1000);
  }

  /** Lets it run on. */
  go(): void {
    this.since ??= this.now();
  }

  pause(): void {
    this.before = this.seconds;
    this.since = undefined;
  }

  /** Begins anew from `seconds`, running or not as before. */
  set(seconds: number): void {
    this.before = seconds;
    if (this.since !== undefined) this.since = this.now();
  }
}
