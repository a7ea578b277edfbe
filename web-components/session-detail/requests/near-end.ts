import type { LitElement, ReactiveController } from 'lit';

/** Asks for more when somebody scrolls near the end of what is there; its button stays for everybody else. */
export class NearEnd implements ReactiveController {
  private observer: IntersectionObserver | undefined;
  private watched: Element | null = null;
  private seen: unknown;

  constructor(
    private readonly host: LitElement,
    private readonly scroller: string,
    private readonly end: string,
    private readonly rows: () => unknown,
    private readonly more: () => void,
  ) {
    host.addController(this);
  }

  hostUpdated(): void {
    const end = this.host.renderRoot.querySelector(this.end);
    const rows = this.rows();
    // With other rows it is looked at anew: the end may have stayed in view all the time.
    if (end === this.watched && rows === this.seen) return;
    this.hostDisconnected();
    this.seen = rows;
    this.watched = end;
    if (!end) return;
    const root = this.host.renderRoot.querySelector(this.scroller);
    const changed = (entries: IntersectionObserverEntry[]) => {
      if (entries.at(-1)?.isIntersecting) this.more();
    };
    this.observer = new IntersectionObserver(changed, { root, rootMargin: '0px 0px 300px' });
    this.observer.observe(end);
  }

  hostDisconnected(): void {
    this.observer?.disconnect();
    this.watched = null;
  }
}
