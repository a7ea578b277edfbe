// Apart from the other events: only the chunk of the selection needs it.

/** Somebody selected sessions of a list, or selects them no more; never because a property was set. */
export class SessionsSelectionChangeEvent extends Event {
  /** Ids of the session parts, in the order in which they were selected; those of other pages too. */
  readonly ids: readonly string[];

  constructor(ids: readonly string[]) {
    super('sessions-selection-change', { bubbles: true, composed: true });
    this.ids = ids;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'sessions-selection-change': SessionsSelectionChangeEvent;
  }
}
