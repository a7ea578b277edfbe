import type pg from 'pg';
import { findUntidy } from '../db/kept-days.ts';
import { siblingPlaces } from '../endpoints/sibling-places.ts';
import { canonical } from '../specifications/settle-siblings.ts';
import {
  ANSWERED_ITSELF,
  type AnsweredPathRow,
  type AnsweringRequest,
  answeredPaths,
} from '../store/answered-paths.ts';
import type { HostPlaces } from '../store/knowledge.ts';
import type { Steps } from './steps.ts';
import type { Differ } from './verify-session.ts';

/** Hosts whose siblings are to be looked at: what is said of them is of before. */
export async function siblingsDue(client: pg.ClientBase, tenant: string): Promise<Set<string>> {
  const { rows } = await client.query<{ host: string }>('SELECT host FROM siblings_due WHERE tenant = $1', [tenant]);
  return new Set(rows.map(({ host }) => host));
}

/** Which paths answered, by the requests; and which positions are variable, by these paths. */
export async function compareSiblings(steps: Steps, differ: Differ): Promise<void> {
  const { rows } = await steps.each((client) =>
    client.query<{ tenant: string }>(
      'SELECT tenant FROM endpoint UNION SELECT tenant FROM answered_path UNION SELECT tenant FROM variable_places',
    ),
  );
  for (const { tenant } of rows) {
    await steps.each(async (client) => {
      const stored = await storedPaths(client, tenant);
      await comparePaths(client, tenant, stored, differ);
      await comparePlaces(client, tenant, stored, differ);
    });
  }
}

type Paths = Map<string, AnsweredPathRow>;

async function storedPaths(client: pg.ClientBase, tenant: string): Promise<Paths> {
  const { rows } = await client.query<AnsweredPathRow>(
    `SELECT id, method, host, path_template AS "pathTemplate", days::text[] AS days FROM answered_path WHERE tenant = $1`,
    [tenant],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

async function comparePaths(client: pg.ClientBase, tenant: string, stored: Paths, differ: Differ): Promise<void> {
  const recomputed = await pathsOfRequests(client, tenant);
  // Of days that were just dropped, the next run of retention forgets which paths answered.
  const untidy = await findUntidy(client);
  const daysIn = (paths: Paths, id: string) => (paths.get(id)?.days ?? []).filter((day) => !untidy || day > untidy);
  for (const id of new Set([...stored.keys(), ...recomputed.keys()])) {
    const [was, is] = [daysIn(stored, id).join(' '), daysIn(recomputed, id).join(' ')];
    if (was === is) continue;
    const { method, host, pathTemplate } = (stored.get(id) ?? recomputed.get(id))!;
    const what = 'days on which it answered (api-sessions openapi brings them up to date)';
    differ({ tenant, place: `path ${method} ${host}${pathTemplate}`, what, stored: was, recomputed: is });
  }
}

async function pathsOfRequests(client: pg.ClientBase, tenant: string): Promise<Paths> {
  const paths: Paths = new Map();
  await client.query(
    `DECLARE answering NO SCROLL CURSOR FOR
     SELECT DISTINCT r.method, r.host, r.path, r.status, r.blocked, r.day::text AS day FROM request AS r
     WHERE r.tenant = $1 AND ${ANSWERED_ITSELF}`,
    [tenant],
  );
  for (;;) {
    const { rows } = await client.query<AnsweringRequest>('FETCH 5000 FROM answering');
    if (rows.length === 0) break;
    answeredPaths(tenant, rows, paths);
  }
  await client.query('CLOSE answering');
  return paths;
}

async function comparePlaces(client: pg.ClientBase, tenant: string, paths: Paths, differ: Differ): Promise<void> {
  const { rows } = await client.query<HostPlaces>('SELECT host, places FROM variable_places WHERE tenant = $1', [
    tenant,
  ]);
  const stored = new Map(rows.map(({ host, places }) => [host, places]));
  const due = await siblingsDue(client, tenant);
  const hosts = new Map<string, AnsweredPathRow[]>();
  for (const path of paths.values()) {
    const known = hosts.get(path.host);
    if (known) known.push(path);
    else hosts.set(path.host, [path]);
  }
  for (const host of new Set([...stored.keys(), ...hosts.keys()])) {
    if (due.has(host)) continue;
    const [was, is] = [canonical(stored.get(host) ?? []), canonical(siblingPlaces(hosts.get(host) ?? []))];
    if (was !== is) differ({ tenant, place: `host ${host}`, what: 'variable positions', stored: was, recomputed: is });
  }
}
