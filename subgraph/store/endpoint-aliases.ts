import type pg from 'pg';
import type { EndpointKey, Knowledge } from './knowledge.ts';

// Former ids of endpoints. What was written down under one (a link, a filter, a mark, what a discovery said) is about the
// endpoint that took its place. An id that an endpoint has is never a former one.

type Gone = EndpointKey & { id: string };

/** Where the requests of some endpoints have gone, by id. */
export class Successors {
  private readonly moved = new Map<string, string | null>();

  note(former: string, now: string): void {
    const known = this.moved.get(former);
    this.moved.set(former, known === undefined || known === now ? now : null);
  }

  /** Null: to several, or it is not known. */
  of(id: string): string | null {
    return this.moved.get(id) ?? null;
  }
}

/**
 * Remembers, of endpoints that are gone, which have taken their place: the one that a request for the template itself would
 * belong to, else the one that has all their requests. None is remembered where that is not stored.
 * @returns endpoints that are led to from others than before: what a discovery said of those is said of them
 */
export async function aliasGone(
  client: pg.ClientBase,
  tenant: string,
  knowledge: Knowledge,
  gone: readonly Gone[],
  successors: Successors,
): Promise<string[]> {
  const led = new Set<string>();
  if (gone.length > 0) {
    const named = gone.map(
      ({ method, host, pathTemplate: path }) => knowledge.endpointOf({ method, host, path }).endpointId,
    );
    const stored = await currentEndpoints(client, tenant, named);
    const now = gone.map(({ id }, index) => stored.get(named[index]!) ?? successors.of(id) ?? named[index]!);
    for (const id of now) led.add(id);
    const pairs = [gone.map(({ id }) => id), now];
    // What led to one that is gone leads on.
    await client.query(
      `UPDATE endpoint_alias AS alias SET endpoint_id = step.now FROM unnest($2::text[], $3::text[]) AS step(id, now)
       WHERE alias.tenant = $1 AND alias.endpoint_id = step.id`,
      [tenant, ...pairs],
    );
    await client.query(
      `INSERT INTO endpoint_alias (tenant, id, endpoint_id)
       SELECT $1, step.id, step.now FROM unnest($2::text[], $3::text[]) AS step(id, now)
       ON CONFLICT (tenant, id) DO UPDATE SET endpoint_id = EXCLUDED.endpoint_id`,
      [tenant, ...pairs],
    );
  }
  await client.query(
    `DELETE FROM endpoint_alias AS alias WHERE alias.tenant = $1 AND (
       EXISTS (SELECT 1 FROM endpoint AS known WHERE known.tenant = $1 AND known.id = alias.id)
       OR NOT EXISTS (SELECT 1 FROM endpoint AS known WHERE known.tenant = $1 AND known.id = alias.endpoint_id))`,
    [tenant],
  );
  return [...led];
}

/**
 * Of ids that endpoints have again.
 * @returns the endpoints that they led to
 */
export async function forgetAliases(client: pg.ClientBase, tenant: string, ids: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ led: string }>(
    'DELETE FROM endpoint_alias WHERE tenant = $1 AND id = ANY($2) RETURNING endpoint_id AS led',
    [tenant, ids],
  );
  return [...new Set(rows.map(({ led }) => led))];
}

/** The endpoints of some ids, former ones among them: of each id that is known, the one that it is now. */
export async function currentEndpoints(
  client: pg.ClientBase,
  tenant: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await client.query<{ asked: string; id: string }>(
    `SELECT asked, known.id FROM unnest($2::text[]) AS asked
     LEFT JOIN endpoint_alias AS alias ON alias.tenant = $1 AND alias.id = asked
     JOIN endpoint AS known ON known.tenant = $1 AND known.id = coalesce(alias.endpoint_id, asked)`,
    [tenant, ids],
  );
  return new Map(rows.map(({ asked, id }) => [asked, id]));
}
