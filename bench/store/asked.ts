import type { Database } from '../../subgraph/db/database.ts';
import { type Graph, openGraph } from '../../test/support/open-graph.ts';
import { GATEWAY_SECRET } from '../questions/ways-in.ts';

/** The whole server over a store, with both of its faces. */
export function openAsked(database: Database): Promise<Graph> {
  return openGraph(database, { mode: 'federated', gateway: { secrets: [GATEWAY_SECRET], auth: 'secret' } });
}
