import type { SessionMarkEvent } from '../session-request/request-link.ts';
import { showAll } from '../state/detail-filters.ts';
import type { FilterChanges } from './filter-changes.ts';
import type { InsideFilters } from './inside-filters.ts';
import type { LiftedFilters } from './lifted-filters.ts';

interface Host {
  readonly sessionId: string;
  mark?: string;
  readonly updateComplete: Promise<boolean>;
}

/** The table of requests. */
interface Table {
  hides(id: string): Promise<boolean>;
  goToMark(): Promise<void>;
}

/** A link to a request of the session is followed: the request is marked and brought into view, whatever the filters say. */
export const followRequest =
  (host: Host, table: () => Table | undefined, filters: InsideFilters, changes: FilterChanges, lifted: LiftedFilters) =>
  async (event: SessionMarkEvent): Promise<void> => {
    event.stopPropagation();
    event.preventDefault();
    const { requestId } = event;
    const { sessionId } = host;
    const { inForce } = filters;
    const isHidden = (await table()?.hides(requestId)) ?? false;
    // Another session, or other filters, may have come meanwhile.
    if (sessionId !== host.sessionId || inForce !== filters.inForce) return;
    host.mark = requestId;
    changes.change(isHidden ? showAll(inForce) : inForce, requestId);
    if (isHidden) lifted.tell(inForce, filters.inForce);
    await host.updateComplete;
    await table()?.goToMark();
  };
