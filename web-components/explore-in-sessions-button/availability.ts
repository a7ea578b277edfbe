import type { SessionAvailabilityQuery, SessionTarget } from '../data/documents.generated.ts';

/** What is known of where a button leads. */
export type Availability =
  /** Not looked at yet, or not to be asked. */
  | 'unchecked'
  /** The question is on its way. */
  | 'checking'
  /** There are sessions. */
  | 'available'
  /** Older than everything that is kept. */
  | 'expired'
  /** Never seen here. */
  | 'unknown'
  /** There was no answer; the link may well work. */
  | 'error'
  /** Its `params` are not understood altogether: the page that it leads to will say so. */
  | 'invalid';

/** How many sessions a button leads to; not exact: at least this many. */
export type SessionCount = NonNullable<SessionAvailabilityQuery['sessionAvailability']>[number]['sessionCount'];

/** What the graph is asked about. */
export interface Subject {
  readonly name: Exclude<keyof SessionTarget, 'at'>;
  readonly id: string;
  /** When it was last seen, as the host says it. */
  readonly at: string | undefined;
}
