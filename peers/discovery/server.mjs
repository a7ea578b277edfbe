// The discovery peer, over endpoints.ndjson.gz.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { pageOf, recordsOf, serveSubgraph } from '../shared/subgraph.mjs';

const FOLDER = import.meta.dirname;

/** What this team calls the hosts that it looks after. */
const APPLICATIONS = {
  'data.example.org': 'ERDDAP',
  'localhost:8080': 'Dashboard',
  'vampi:5000': 'VAmPI',
  'shop.example.org': 'Shop',
};

const endpoints = recordsOf(gunzipSync(readFileSync(join(FOLDER, 'endpoints.ndjson.gz'))).toString('utf8'))
  .map(({ at, risk = null, rogue = null, sensitiveData = [], ...endpoint }) => ({
    ...endpoint,
    application: APPLICATIONS[endpoint.host] ?? null,
    risk,
    rogue,
    sensitiveData,
    lastSeenAt: at,
  }))
  .sort((a, b) => (b.risk ?? 0) - (a.risk ?? 0) || a.id.localeCompare(b.id));
const byId = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]));
const find = (id) => byId.get(id) ?? null;

await serveSubgraph('discovery', FOLDER, {
  Query: {
    endpoint: (_, { id }) => find(id),
    endpoints: (_, { host, ...page }) =>
      pageOf(host ? endpoints.filter((endpoint) => endpoint.host === host) : endpoints, page),
  },
  Endpoint: { __resolveReference: ({ id }) => find(id) },
});
