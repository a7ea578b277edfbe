import { log, outsideRequests } from '../logging/log.ts';
import { isDatabaseAway, reasonOf } from './database-away.ts';

const LOOK_AGAIN_MS = 1_000;

/** What to tell clients while the database is away. Asked again later, the same question may be answered. */
export const UNAVAILABLE = {
  code: 'DATABASE_UNAVAILABLE',
  message: 'the database is not available at the moment: ask again in a while',
};

/**
 * Knows whether the database is away. However many questions fail meanwhile, the log gets one line when it begins, and one
 * with their number when it is over, which is looked for without waiting for a question.
 */
export class Outage {
  private current: { since: number; failures: number } | null = null;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  /** @param look fails as long as the database is away */
  constructor(private readonly look: () => Promise<unknown>) {}

  /** True when the database being away is why something failed, which is counted and logged then; else it is for the caller to log. */
  noted(error: unknown): boolean {
    if (!isDatabaseAway(error)) return false;
    if (this.isClosed) return true;
    if (this.current) this.current.failures += 1;
    else {
      this.current = { since: Date.now(), failures: 1 };
      outsideRequests(() => {
        log.error(`the database is not available: ${reasonOf(error)}`);
        this.lookLater();
      });
    }
    return true;
  }

  /** Stops looking. */
  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  private lookLater(): void {
    this.timer = setTimeout(() => this.lookNow(), LOOK_AGAIN_MS).unref();
  }

  private async lookNow(): Promise<void> {
    const { failures } = this.current!;
    const isBack = await this.look().then(
      () => true,
      () => false,
    );
    if (this.isClosed) return;
    const { since, failures: failed } = this.current!;
    // What failed while we looked may have begun after the look: another one decides.
    if (!isBack || failed > failures) return this.lookLater();
    this.current = null;
    const seconds = ((Date.now() - since) / 1_000).toFixed(1);
    log.warn(`the database is available again after ${seconds} s: ${failed} failed meanwhile`);
  }
}
