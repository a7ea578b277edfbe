import type pg from 'pg';
import type { Differ } from './verify-session.ts';

/** The newest entry of a tenant's audit trail: kept elsewhere, it shows later that nothing was cut off or written anew. */
export interface AuditHead {
  /** Of the entry. */
  id: string;
  /** Hexadecimal; it stands for the entry and all before it. */
  hash: string;
}

const CHANGED = 'hash in the audit trail (it was changed, or what was before it was changed, removed or moved)';

/** Each entry goes on from the one before it. @returns the heads, by tenant */
export async function compareAudit(client: pg.ClientBase, differ: Differ): Promise<Record<string, AuditHead>> {
  const { rows } = await client.query<{ tenant: string; id: string; stored: string; recomputed: string }>(
    `SELECT * FROM (
       SELECT tenant, seq::text AS id, encode(hash, 'hex') AS stored, encode(audit_hash(lag(hash) OVER trail, tenant, seq, at, actor,
         operation, subject, outcome, message, input, before, after), 'hex') AS recomputed
       FROM audit WINDOW trail AS (PARTITION BY tenant ORDER BY seq)
     ) AS entry WHERE stored <> recomputed ORDER BY tenant, id::bigint`,
  );
  for (const { tenant, id, stored, recomputed } of rows)
    differ({ tenant, place: `audit entry ${id}`, what: CHANGED, stored, recomputed });
  const heads = await client.query<AuditHead & { tenant: string }>(
    `SELECT DISTINCT ON (tenant) tenant, seq::text AS id, encode(hash, 'hex') AS hash FROM audit ORDER BY tenant, seq DESC`,
  );
  return Object.fromEntries(heads.rows.map(({ tenant, id, hash }) => [tenant, { id, hash }]));
}

/** What was a head before is still in its trail. */
export async function compareHeads(
  client: pg.ClientBase,
  known: Readonly<Record<string, AuditHead>>,
  differ: Differ,
): Promise<void> {
  const { rows } = await client.query<{ tenant: string; id: string; hash: string; stored: string | null }>(
    `SELECT known.tenant, known.id, known.hash, encode(a.hash, 'hex') AS stored
     FROM unnest($1::text[], $2::bigint[], $3::text[]) AS known(tenant, id, hash)
     LEFT JOIN audit AS a ON a.tenant = known.tenant AND a.seq = known.id
     WHERE encode(a.hash, 'hex') IS DISTINCT FROM known.hash ORDER BY 1`,
    [Object.keys(known), Object.values(known).map(({ id }) => id), Object.values(known).map(({ hash }) => hash)],
  );
  for (const { tenant, id, hash, stored } of rows) {
    const what = 'head of the audit trail as it was noted (entries were cut off, or all written anew)';
    differ({ tenant, place: `audit entry ${id}`, what, stored: stored ?? 'absent', recomputed: hash });
  }
}
