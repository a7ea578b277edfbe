import { actionsOf, type SessionsAction } from '../../data/capabilities.ts';
import type { Connection } from '../../data/connection.ts';
import type { PluginView } from './plugin-view.ts';

const known = new WeakMap<Connection, ReadonlySet<SessionsAction>>();
/** Elements that are drawn again when it is known. */
const waiting = new WeakMap<PluginView, Connection>();

/** Whether the viewer may do it; false until that is known. */
export function allows(view: PluginView, action: SessionsAction): boolean {
  const { connection } = view;
  const actions = known.get(connection);
  if (!actions && waiting.get(view) !== connection) wait(view, connection);
  return actions?.has(action) ?? false;
}

async function wait(view: PluginView, connection: Connection): Promise<void> {
  waiting.set(view, connection);
  const actions = await actionsOf(connection);
  waiting.delete(view);
  // Nothing now: it may be asked again.
  if (actions.size === 0) return;
  known.set(connection, actions);
  view.requestUpdate?.();
}
