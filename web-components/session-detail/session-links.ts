import { copyText } from '../shared/copy.ts';
import { SessionSelectEvent } from '../shared/events.ts';
import type { LinkTarget } from '../state/link.ts';

interface Host extends EventTarget {
  readonly sessionId: string;
}

/** Links from an open session to itself, to its requests and to its other parts. */
export class SessionLinks {
  constructor(
    private readonly host: Host,
    /** On the page with the explorer. */
    private readonly address: (target: LinkTarget) => string,
    private readonly copied: (done: boolean) => void,
  ) {}

  /** Of all time: the session may be older than what a link without a time shows. */
  readonly to = (session: string, params = 'time=all'): string => this.address({ params, session });

  /** Another part was chosen: the host may show it itself. */
  readonly open = (event: MouseEvent, id: string): void => {
    // A new tab, a new window or a download is the browser's business.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!this.host.dispatchEvent(new SessionSelectEvent(id, this.to(id)))) event.preventDefault();
  };

  /** The session alone, without filters, so that the receiver may set a time on it. */
  readonly copy = async (): Promise<void> =>
    this.copied(await copyText(new URL(this.to(this.host.sessionId), location.href).href));
}
