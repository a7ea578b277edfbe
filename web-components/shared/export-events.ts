import type { SessionExportFormat } from '../data/documents.generated.ts';
import type { ListExportFormat, ListExportRows } from '../data/export-sessions.ts';
import type { RequestsWhere } from '../state/detail-filters.ts';
import type { Where } from '../state/where.ts';

// Apart from the other events: only chunks that download need them.

/** The requests of an open session are to be taken out as a file. Cancel it to forbid that, or to do it yourself. */
export class SessionsExportEvent extends Event {
  /** Id of the session part. */
  readonly sessionId: string;
  /** CSV, JSON or HAR. */
  readonly format: SessionExportFormat;
  /** Scope, as the argument `period` of Session.requests. */
  readonly period: RequestsWhere['period'];
  /** What a request must meet, as the argument `filter` of Session.requests. */
  readonly filter: RequestsWhere['filter'];

  constructor(sessionId: string, format: SessionExportFormat, { period, filter }: RequestsWhere) {
    super('sessions-export', { bubbles: true, composed: true, cancelable: true });
    this.sessionId = sessionId;
    this.format = format;
    this.period = period;
    this.filter = filter;
  }
}

/** A whole list is to be taken out as a file. Cancel it to forbid that, or to do it yourself. */
export class SessionsListExportEvent extends Event {
  /** SESSIONS, or REQUESTS: those that match in them. */
  readonly rows: ListExportRows;
  /** CSV or JSON. */
  readonly format: ListExportFormat;
  /** Scope, as the argument `period` of Query.sessions. */
  readonly period: Where['period'];
  /** What sessions must meet, as the argument `filter` of Query.sessions. */
  readonly filter: Where['filter'];

  constructor(rows: ListExportRows, format: ListExportFormat, { period, filter }: Where) {
    super('sessions-list-export', { bubbles: true, composed: true, cancelable: true });
    this.rows = rows;
    this.format = format;
    this.period = period;
    this.filter = filter;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'sessions-export': SessionsExportEvent;
    'sessions-list-export': SessionsListExportEvent;
  }
}
