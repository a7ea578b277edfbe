const FIRST_MS = 1_000;
const LAST_MS = 30_000;
/** Pages that failed together do not all come back at the same moment. */
const SPREAD = 0.3;

/** Tries something again by itself: soon at first, then less and less often, and at once when the browser is online again. */
export class Again {
  /** How often it has failed since it last worked. */
  tries = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly now = () => {
    this.pause();
    this.run();
  };

  constructor(private readonly run: () => void) {}

  /** @param leastMs as the server wants it */
  later(leastMs: number): void {
    this.pause();
    const wait = Math.max(leastMs, Math.min(LAST_MS, FIRST_MS * 2 ** this.tries++));
    this.timer = setTimeout(this.now, wait * (1 + SPREAD * Math.random()));
    addEventListener('online', this.now);
  }

  /** It is not needed any more, or worked. */
  end(): void {
    this.pause();
    this.tries = 0;
  }

  private pause(): void {
    clearTimeout(this.timer);
    removeEventListener('online', this.now);
  }
}
