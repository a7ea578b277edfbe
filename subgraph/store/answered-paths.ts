import type pg from 'pg';
import { arrayOf, type Column, from, selected } from '../db/batch.ts';
import { pathTemplate } from '../endpoints/path-template.ts';
import { endpointId } from '../values/endpoint-id.ts';

// The paths that answered, each as the template that is made of it alone, whatever names its requests now: siblings are told
// by them, and after days were dropped by what is left of them.

/** What says whether a path is there. */
export interface AnsweringRequest {
  method: string;
  host: string | null;
  path: string;
  status: number | null;
  blocked: boolean;
  /** UTC day, YYYY-MM-DD. */
  day: string;
}

export interface AnsweredPathRow {
  id: string;
  method: string;
  /** Empty: none. */
  host: string;
  pathTemplate: string;
  /** In their order. */
  days: string[];
}

/** OPTIONS is answered by gateways for any path, and who asks by other methods asks for what these know. */
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The same, as a condition on `request AS r`. Redirects are none: sites send whoever is not signed in somewhere, from any path. */
export const ANSWERED_ITSELF = `(r.own_template IS FALSE AND NOT r.blocked AND (r.status BETWEEN 200 AND 299 OR r.status = 304)
  AND r.method IN (${METHODS.map((method) => `'${method}'`).join(', ')}))`;

function hasAnswered({ method, status, blocked }: AnsweringRequest): boolean {
  return (
    !blocked && status !== null && ((status >= 200 && status <= 299) || status === 304) && METHODS.includes(method)
  );
}

/** The paths of some requests that answered, each with its days. */
export function answeredPaths(
  tenant: string,
  requests: Iterable<AnsweringRequest>,
  known = new Map<string, AnsweredPathRow>(),
): Map<string, AnsweredPathRow> {
  for (const request of requests) {
    if (!hasAnswered(request)) continue;
    const { method, host, path, day } = request;
    const template = pathTemplate(path);
    const id = endpointId(tenant, method, host, template);
    const row = known.get(id);
    if (!row) known.set(id, { id, method, host: host ?? '', pathTemplate: template, days: [day] });
    else if (!row.days.includes(day)) row.days = [...row.days, day].sort();
  }
  return known;
}

const COLUMNS: Column<AnsweredPathRow>[] = [
  { name: 'id', type: 'text', value: ({ id }) => id },
  { name: 'method', type: 'text', value: ({ method }) => method },
  { name: 'host', type: 'text', value: ({ host }) => host },
  { name: 'path_template', type: 'text', value: ({ pathTemplate: template }) => template },
  { name: 'days', type: 'text[]', sql: '"days"::date[]', value: ({ days }) => days },
];

/** Keeps which paths some requests have answered; hosts with a new one are due to be looked at. Under the tenant's lock. */
export async function noteAnsweredPaths(
  client: pg.ClientBase,
  tenant: string,
  requests: Iterable<AnsweringRequest>,
): Promise<void> {
  const rows = [...answeredPaths(tenant, requests).values()];
  if (rows.length === 0) return;
  const { rows: fresh } = await client.query<{ host: string }>(
    `WITH noted AS (
       INSERT INTO answered_path AS known (tenant, id, method, host, path_template, days)
       SELECT $1, ${selected(COLUMNS)} ${from(COLUMNS, 2)}
       ON CONFLICT (tenant, id) DO UPDATE
         SET days = ARRAY(SELECT DISTINCT day FROM unnest(known.days || EXCLUDED.days) AS day ORDER BY day)
         WHERE NOT known.days @> EXCLUDED.days
       RETURNING known.host, known.xmax = 0 AS fresh)
     SELECT DISTINCT host FROM noted WHERE fresh`,
    [tenant, ...COLUMNS.map((column) => arrayOf(column, rows))],
  );
  await noteSiblingsDue(
    client,
    tenant,
    fresh.map(({ host }) => host),
  );
}

/** What only dropped days knew is known no more. Under the tenant's lock. */
export async function forgetAnsweredBefore(client: pg.ClientBase, tenant: string, since: string): Promise<void> {
  const kept = `SELECT day FROM facet_count WHERE tenant = $1 AND dimension = 'SESSION'`;
  await client.query(
    `UPDATE answered_path SET days = ARRAY(
       SELECT day FROM unnest(days) AS day WHERE day >= $2::date OR day IN (${kept}) ORDER BY day)
     WHERE tenant = $1 AND days[1] < $2::date`,
    [tenant, since],
  );
  const { rows } = await client.query<{ host: string }>(
    `WITH gone AS (DELETE FROM answered_path WHERE tenant = $1 AND days = '{}' RETURNING host)
     SELECT DISTINCT host FROM gone`,
    [tenant],
  );
  await noteSiblingsDue(
    client,
    tenant,
    rows.map(({ host }) => host),
  );
}

async function noteSiblingsDue(client: pg.ClientBase, tenant: string, hosts: readonly string[]): Promise<void> {
  if (hosts.length === 0) return;
  await client.query(
    `INSERT INTO siblings_due (tenant, host) SELECT $1, host FROM unnest($2::text[]) AS host
     ON CONFLICT (tenant, host) DO UPDATE SET noted = EXCLUDED.noted`,
    [tenant, hosts],
  );
}
