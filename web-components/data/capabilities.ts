import type { ReactiveController } from 'lit';
import { clientOf, failureOf } from './client.ts';
import type { Connection } from './connection.ts';
import type { QueryHost } from './query-controller.ts';
import type { TypedQuery } from './typed-query.ts';

/** What the graph may let its viewer do, beside reading. */
export type SessionsAction = 'MARK_FALSE_POSITIVE' | 'CREATE_RULE' | 'BLOCK_SESSION' | 'EXPORT';
type Actions = ReadonlySet<SessionsAction>;

const NONE: Actions = new Set();

export const CAPABILITIES = 'query SessionsCapabilities{sessionsCapabilities{actions}}' as TypedQuery<
  { readonly sessionsCapabilities: { readonly actions: readonly SessionsAction[] } | null },
  Record<string, never>
>;

const asked = new WeakMap<Connection, Promise<Actions>>();

/**
 * What the viewer may do, asked once per connection. A graph that does not know the question allows nothing; one that was
 * not reached, or wants a sign-in first, allows nothing now and is asked again by the next one who wants to know.
 */
export function actionsOf(connection: Connection): Promise<Actions> {
  const known = asked.get(connection) ?? ask(connection);
  asked.set(connection, known);
  return known;
}

async function ask(connection: Connection): Promise<Actions> {
  const { data, error } = await clientOf(connection).query(CAPABILITIES, {}).toPromise();
  if (data?.sessionsCapabilities) return new Set(data.sessionsCapabilities.actions);
  const kind = error && failureOf(error).kind;
  if (kind === 'network' || kind === 'auth') asked.delete(connection);
  return NONE;
}

export const SCOPES = 'query SessionsScopes{sessionsCapabilities{scopes}}' as TypedQuery<
  { readonly sessionsCapabilities: { readonly scopes: readonly string[] } | null },
  Record<string, never>
>;

/**
 * Whether the viewer may see content, and ask about it. A graph that does not say so shows what it shows: it refuses by
 * itself.
 */
export async function mayReadContent(connection: Connection): Promise<boolean> {
  const { data } = await clientOf(connection).query(SCOPES, {}).toPromise();
  return data?.sessionsCapabilities?.scopes.includes('sessions:content') ?? true;
}

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
