import { SessionFiltersChangeEvent } from '../shared/events.ts';
import { type DetailFilters, generalChanged, openUnder, sameFilters } from '../state/detail-filters.ts';
import { formatDetail, parseDetail } from '../state/detail-params.ts';
import { NO_CONDITION, type View } from '../state/view.ts';

interface Host extends EventTarget {
  /** The general filters. */
  readonly view: View;
  /** The moment of opening, in milliseconds; undefined: now. */
  readonly now?: number;
  requestUpdate(): void;
}

/** What was set from outside since the last update. */
interface Change {
  /** Another session is open. */
  readonly session: boolean;
  /** The general filters as they were; undefined: they are as before. */
  readonly general: View | undefined;
  /** Filters that an element around carries; undefined: as before, or none does. */
  readonly carried: DetailFilters | undefined;
}

/** The filters of an open session: carried as they are, read from a text of the host, and written as one when it is asked for. */
export class InsideFilters {
  inForce: DetailFilters = openUnder(NO_CONDITION, 0);
  private written = '';
  /** What `written` is yet to say. */
  private unwritten: { readonly filters: DetailFilters; readonly general: View } | undefined;
  /** Somebody else's words came in, such as those of an address that "back" led to. */
  private unread = false;

  constructor(private readonly host: Host) {}

  get text(): string {
    if (this.unwritten) this.written = formatDetail(this.unwritten.filters, this.unwritten.general);
    this.unwritten = undefined;
    return this.written;
  }

  set text(text: string) {
    this.written = text;
    this.unwritten = undefined;
    this.unread = true;
    this.host.requestUpdate();
  }

  update({ session, general, carried }: Change): void {
    const { view, now = Date.now() } = this.host;
    if (carried) {
      // Ours come back to us: what was said of them still holds.
      this.hold(sameFilters(carried, this.inForce) ? this.inForce : carried);
    } else if (session) {
      this.inForce = parseDetail(this.text, view, now);
    } else {
      if (general) this.inForce = generalChanged(this.inForce, general, view);
      // Ours come back to us unchanged.
      if (this.unread && this.written !== formatDetail(this.inForce, view)) {
        this.inForce = parseDetail(this.written, view, this.inForce.now);
      }
    }
    this.unread = false;
  }

  /** Takes over what somebody did, and tells of it. */
  change(filters: DetailFilters, mark?: string): void {
    this.hold(filters);
    this.host.requestUpdate();
    this.host.dispatchEvent(new SessionFiltersChangeEvent({ filters, general: this.host.view }, mark));
  }

  private hold(filters: DetailFilters): void {
    this.inForce = filters;
    this.unwritten = { filters, general: this.host.view };
  }
}
