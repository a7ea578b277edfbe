/** Runs something every so often, while the page is seen: a hidden one rests, and catches up when it is seen again. */
export class Ticks {
  private timer: ReturnType<typeof setInterval> | undefined;
  private seconds = 0;
  /** Of the start, or the last run, in milliseconds. */
  private last = 0;

  constructor(private readonly run: () => void) {}

  /** @param seconds 0: not at all. The same as before: it goes on as it is. */
  every(seconds: number): void {
    if (seconds === this.seconds) return;
    this.stop();
    if (seconds === 0) return;
    this.seconds = seconds;
    this.last = Date.now();
    document.addEventListener('visibilitychange', this.seen);
    this.seen();
  }

  stop(): void {
    this.seconds = 0;
    document.removeEventListener('visibilitychange', this.seen);
    clearInterval(this.timer);
  }

  private readonly seen = (): void => {
    clearInterval(this.timer);
    if (document.visibilityState !== 'visible') return;
    if (Date.now() - this.last >= this.seconds * 1000) this.tick();
    this.timer = setInterval(this.tick, this.seconds * 1000);
  };

  private readonly tick = (): void => {
    if (document.visibilityState !== 'visible') return;
    this.last = Date.now();
    this.run();
  };
}
