import type { DetailFilters } from '../state/detail-filters.ts';
import { formatDetail } from '../state/detail-params.ts';
import type { FilterValue } from '../state/filter.type.ts';
import type { FilterId } from '../state/filter-fields.ts';
import type { PivotMode, View } from '../state/view.ts';
import { readView, textOf } from '../state/view-text.ts';
import type { Where } from '../state/where.ts';
import type { SessionsActionEvent, SessionsNavigateEvent, SessionsPluginErrorEvent } from './plugin-events.ts';

export { SessionsExportEvent, SessionsListExportEvent } from './export-events.ts';
export { SessionsActionEvent, SessionsNavigateEvent, SessionsPluginErrorEvent } from './plugin-events.ts';
export { SessionsSelectionChangeEvent } from './selection-events.ts';

/** A row, or a link to a session, was activated. Cancel it to show the session yourself. */
export class SessionSelectEvent extends Event {
  /** Id of the session part. */
  readonly id: string;
  /** Where the link leads. */
  readonly href: string;

  constructor(id: string, href: string) {
    super('session-select', { bubbles: true, composed: true, cancelable: true });
    this.id = id;
    this.href = href;
  }
}

/** An explore button was clicked. Cancel it to go there yourself. */
export class SessionsExploreEvent extends Event {
  /** The filters, as the `params` of a list or of an explorer. */
  readonly params: string;
  /** Where the link leads. */
  readonly href: string;

  constructor(params: string, href: string) {
    super('sessions-explore', { bubbles: true, composed: true, cancelable: true });
    this.params = params;
    this.href = href;
  }
}

/** Somebody changed the filters; never because a property was set. */
export class SessionsWhereChangeEvent extends Event {
  /** What the graph is asked: `period` and `filter` of Query.sessions. */
  readonly where: Where;
  /** @internal The same as elements hand it on. */
  readonly view: View;

  /** @param filters as text, or as a view */
  constructor(where: Where, filters: string | View) {
    super('sessions-where-change', { bubbles: true, composed: true });
    this.where = where;
    this.view = typeof filters === 'string' ? readView(filters) : filters;
  }

  /** The same as text, for `params`. */
  get params(): string {
    return textOf(this.view);
  }
}

/**
 * How a pivot takes its value: `only` replaces what the filter asked for, `not` adds to what it leaves out, `remove`
 * takes the value of an explore link away again, `all` asks for all sessions with the value and nothing else.
 */
export type PivotAction = PivotMode | 'remove' | 'all';

/**
 * "Only", "exclude" or "all sessions with" was chosen for a value. Cancel it to filter yourself. `all` inside a session that nobody
 * cancels follows a link to the page of sessions.
 */
export class SessionsPivotEvent extends Event {
  readonly filter: FilterId;
  /** null: no value. */
  readonly value: FilterValue;
  readonly action: PivotAction;
  /** What people call the value, where that is known. */
  readonly text?: string;

  constructor(filter: FilterId, value: FilterValue, action: PivotAction, text?: string) {
    super('sessions-pivot', { bubbles: true, composed: true, cancelable: true });
    this.filter = filter;
    this.value = value;
    this.action = action;
    this.text = text;
  }
}

/** The order, the columns or the open session changed; never because a property was set. */
export class SessionsListChangeEvent extends Event {
  /** Order as in links: `-last-seen`. */
  readonly order: string;
  readonly columns: readonly string[];

  constructor(order: string, columns: readonly string[]) {
    super('sessions-list-change', { bubbles: true, composed: true });
    this.order = order;
    this.columns = columns;
  }
}

/** A page of the list has arrived. */
export class SessionsLoadedEvent extends Event {
  /** Ids of the session parts on it, in their order. */
  readonly ids: readonly string[];
  /** They are the whole list. */
  readonly complete: boolean;

  constructor(ids: readonly string[], complete: boolean) {
    super('sessions-loaded', { bubbles: true, composed: true });
    this.ids = ids;
    this.complete = complete;
  }
}

/** Somebody asked for the newest state: what is shown beside the list should be read anew as well. */
export class SessionsRefreshEvent extends Event {
  /** The moment that relative times are counted from, in milliseconds. */
  readonly now: number;

  constructor(now: number) {
    super('sessions-refresh', { bubbles: true, composed: true });
    this.now = now;
  }
}

/** A time was chosen in a timeline. */
export class SessionsTimeChangeEvent extends Event {
  /** Half open, as ISO moments; null: the time from before the first choice, again. */
  readonly span: { readonly from: string; readonly to: string } | null;

  constructor(span: { readonly from: string; readonly to: string } | null) {
    super('sessions-time-change', { bubbles: true, composed: true });
    this.span = span;
  }
}

/** Somebody changed the filters of an open session, or followed a link to one of its requests; never because a property was set. */
export class SessionFiltersChangeEvent extends Event {
  /** @internal The same as elements hand it on; undefined: there is the text alone. */
  readonly carried?: DetailFilters;
  /** Id of a request that was gone to, as the `mark` of the detail; undefined: the mark is as before. */
  readonly mark?: string;
  private readonly text: () => string;

  /** @param filters as text, or as what they are, beside the general filters */
  constructor(filters: string | { readonly filters: DetailFilters; readonly general: View }, mark?: string) {
    super('session-filters-change', { bubbles: true, composed: true });
    this.mark = mark;
    if (typeof filters === 'string') {
      this.text = () => filters;
    } else {
      this.carried = filters.filters;
      this.text = () => formatDetail(filters.filters, filters.general);
    }
  }

  /** As the `filters` of the detail. */
  get filters(): string {
    return this.text();
  }
}

/** The open session was closed. */
export class SessionCloseEvent extends Event {
  constructor() {
    super('session-close', { bubbles: true, composed: true });
  }
}

/** The server wants to know who is asking. Sign in, change the provider's headers, and call its `refresh()`. */
export class SessionsAuthRequiredEvent extends Event {
  constructor() {
    super('sessions-auth-required', { bubbles: true, composed: true, cancelable: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'session-select': SessionSelectEvent;
    'sessions-explore': SessionsExploreEvent;
    'sessions-where-change': SessionsWhereChangeEvent;
    'sessions-pivot': SessionsPivotEvent;
    'sessions-list-change': SessionsListChangeEvent;
    'sessions-loaded': SessionsLoadedEvent;
    'sessions-refresh': SessionsRefreshEvent;
    'sessions-time-change': SessionsTimeChangeEvent;
    'session-filters-change': SessionFiltersChangeEvent;
    'session-close': SessionCloseEvent;
    'sessions-action': SessionsActionEvent;
    'sessions-navigate': SessionsNavigateEvent;
    'sessions-plugin-error': SessionsPluginErrorEvent;
    'sessions-auth-required': SessionsAuthRequiredEvent;
  }
}
