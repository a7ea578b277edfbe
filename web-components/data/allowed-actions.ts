import type { ReactiveController } from 'lit';
import { type Actions, actionsOf, type SessionsAction } from './capabilities.ts';
import type { Connection } from './connection.ts';
import type { QueryHost } from './query-controller.ts';

const NONE: Actions = new Set();

/** What the viewer may do, for an element: it is drawn again when that is known. */
export class AllowedActions implements ReactiveController {
  private connection: Connection | undefined;
  private actions = NONE;

  constructor(private readonly host: QueryHost) {
    host.addController(this);
  }

  has(action: SessionsAction): boolean {
    return this.actions.has(action);
  }

  hostUpdate(): void {
    const { connection, isConnected } = this.host;
    if (!isConnected || connection === this.connection) return;
    this.connection = connection;
    this.actions = NONE;
    actionsOf(connection).then((actions) => {
      if (connection !== this.connection || actions.size === 0) return;
      this.actions = actions;
      this.host.requestUpdate();
    });
  }
}
