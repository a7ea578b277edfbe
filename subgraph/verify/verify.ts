import type pg from 'pg';
import { findDaysBefore } from '../db/partitions.ts';
import type { SessionPart } from '../filters/session-id.ts';
import { COUNTS_AS_ATTACK } from '../store/counted-detections.ts';
import { KnowledgeSource } from '../store/knowledge.ts';
import { talliesOf } from '../store/part-tallies.ts';
import { inOneSnapshot, type Steps, stepByStep } from './steps.ts';
import { type AuditHead, compareAudit, compareHeads } from './verify-audit.ts';
import { compareDeviations, compareHistograms } from './verify-baselines.ts';
import { compareCounters } from './verify-counters.ts';
import { compareEndpoint, compareFacts } from './verify-endpoints.ts';
import { compareRisks } from './verify-risk.ts';
import { compareSessions, type Differ, type Difference } from './verify-session.ts';
import { compareSiblings, siblingsDue } from './verify-siblings.ts';
import { compareTimelines } from './verify-timeline.ts';

export type { Difference };

/** What was looked at. */
export interface VerifySummary {
  requests: number;
  sessions: number;
  differences: number;
  /** Endpoints whose deviations wait to be settled: those that they have are of before, and were not looked at. */
  due: number;
  /** Session parts whose risk score waits to be computed. */
  dueRisks: number;
  /** The newest entry of each audit trail, by tenant. */
  auditHeads: Record<string, AuditHead>;
}

// Session parts that are compared at a time, with a query for their rows and one for their values.
const PARTS = 500;
/** Where nobody waits, all are looked at together. */
const IDS_AT_ONCE = 1_000;
const AFTER_ALL = '9999-01-01';

/**
 * Recomputes everything that is derived from requests (session rows, tokens, values, counters, the copies on the
 * requests themselves), their endpoints and the facts of endpoints, and reports each difference. Reads one page of
 * requests at a time. Audit trails are looked at as well.
 * @param options.inSteps each piece of its own moment, others in between; without it, all is of one snapshot
 * @param options.knownHeads of audit trails, as an earlier run told them
 */
export async function verify(
  pool: pg.Pool,
  report: (difference: Difference) => void,
  { inSteps = false, knownHeads = {} }: { inSteps?: boolean; knownHeads?: Readonly<Record<string, AuditHead>> } = {},
): Promise<VerifySummary> {
  const summary: VerifySummary = { requests: 0, sessions: 0, differences: 0, due: 0, dueRisks: 0, auditHeads: {} };
  const differ = (difference: Difference) => {
    summary.differences += 1;
    report(difference);
  };
  const compare = async (steps: Steps) => {
    await compareAll(steps, summary, differ);
    summary.auditHeads = await steps.each((client) => compareAudit(client, differ));
    await steps.each((client) => compareHeads(client, knownHeads, differ));
  };
  await (inSteps ? compare(stepByStep(pool)) : inOneSnapshot(pool, compare));
  return summary;
}

async function compareAll(steps: Steps, summary: VerifySummary, differ: Differ): Promise<void> {
  await compareParts(steps, summary, differ);
  const days = (await steps.each((client) => findDaysBefore(client, AFTER_ALL))).map(({ day }) => day);
  for (const day of days) {
    for (const check of Object.entries(ORPHANS))
      await steps.each((client) => compareOrphans(client, check, day, differ));
    await steps.each((client) => compareCounters(client, day, differ));
    await steps.each((client) => compareDetections(client, day, differ));
    await steps.each((client) => compareJudgements(client, day, differ));
  }
  await compareIds(steps, differ);
  await compareTimelines(steps, differ);
  await compareFacts(steps, differ);
  await compareSiblings(steps, differ);
  await compareHistograms(steps, differ);
  summary.due = await compareDeviations(steps, days, differ);
  summary.dueRisks = await compareRisks(steps, differ);
}

/** All session parts of all tenants, some at a time. */
async function compareParts(steps: Steps, summary: VerifySummary, differ: Differ): Promise<void> {
  const sources = new Map<string, KnowledgeSource>();
  const sourceOf = (tenant: string) => {
    const source = sources.get(tenant) ?? new KnowledgeSource(tenant);
    sources.set(tenant, source);
    return source;
  };
  let place: PartPlace | null = { tenant: '', key: '', day: '0001-01-01' };
  while (place) {
    const after: PartPlace = place;
    place = await steps.each((client) => comparePage(client, after, steps.rows(PARTS), sourceOf, summary, differ));
  }
}

type PartPlace = SessionPart & { tenant: string };

/** @returns after what to go on; null: that was all */
async function comparePage(
  client: pg.ClientBase,
  after: PartPlace,
  size: number,
  sourceOf: (tenant: string) => KnowledgeSource,
  summary: VerifySummary,
  differ: Differ,
): Promise<PartPlace | null> {
  const { rows } = await client.query<PartPlace>(
    `SELECT tenant, key, day::text AS day FROM session WHERE (tenant, key, day) > ($1, $2, $3::date)
     ORDER BY tenant, key, day LIMIT ${size}`,
    [after.tenant, after.key, after.day],
  );
  for (const tenant of new Set(rows.map((row) => row.tenant))) {
    const parts = rows.filter((row) => row.tenant === tenant);
    const knowledge = await sourceOf(tenant).current(client);
    const due = await siblingsDue(client, tenant);
    const tallies = await talliesOf(client, tenant, parts, (request) =>
      compareEndpoint(knowledge, due, request, differ),
    );
    for (const { requestCount } of tallies) summary.requests += requestCount;
    summary.sessions += tallies.length;
    await compareSessions(client, tenant, tallies, differ);
  }
  return rows.length < size ? null : rows.at(-1)!;
}

/** Rows of a session or of its requests that have lost what they belong to, on a day. */
const ORPHANS = {
  'session without requests': `SELECT tenant, key || '.' || day AS place FROM session AS s WHERE s.day = $1 AND NOT EXISTS (
      SELECT 1 FROM request AS r WHERE r.tenant = s.tenant AND r.part = s.part AND r.day = s.day)`,
  'request without session': `SELECT tenant, id AS place FROM request AS r WHERE r.day = $1 AND NOT EXISTS (
      SELECT 1 FROM session AS s WHERE s.tenant = r.tenant AND s.part = r.part AND s.day = r.day)`,
  'request without its parameters': `SELECT tenant, id AS place FROM request AS r WHERE r.day = $1 AND parameter_set IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM parameter_set AS p WHERE p.tenant = r.tenant AND p.day = r.day AND p.code = r.parameter_set)`,
  'values without session': `SELECT DISTINCT tenant, session_key || '.' || day AS place FROM session_value AS v WHERE v.day = $1 AND NOT EXISTS (
      SELECT 1 FROM session AS s WHERE s.tenant = v.tenant AND s.key = v.session_key AND s.day = v.day)`,
  'detection without request': `SELECT DISTINCT tenant, request_id AS place FROM detection AS d WHERE d.day = $1 AND NOT EXISTS (
      SELECT 1 FROM request AS r WHERE r.tenant = d.tenant AND r.id = d.request_id AND r.part = d.part
        AND r.day = d.day)`,
  'content without request': `SELECT tenant, request_id AS place FROM request_content AS c WHERE c.day = $1 AND NOT EXISTS (
      SELECT 1 FROM request AS r WHERE r.tenant = c.tenant AND r.id = c.request_id AND r.part = part_of(c.tenant, c.session_key, c.day)
        AND r.day = c.day AND r.content_stored)`,
  'detection silenced by a mark that is not in force': `SELECT tenant, request_id AS place FROM detection AS d
      WHERE d.day = $1 AND mark_id IS NOT NULL AND NOT (false_positive AND EXISTS (SELECT 1 FROM false_positive_mark AS m
        WHERE m.tenant = d.tenant AND m.id = d.mark_id AND m.type = d.type AND m.parameter IS NOT DISTINCT FROM d.parameter
          AND m.ended_at IS NULL))`,
  'mark of another endpoint than its request has': `SELECT m.tenant, m.id AS place FROM false_positive_mark AS m
      JOIN request AS r ON r.tenant = m.tenant AND r.part = part_of(m.tenant, m.session_key, m.day) AND r.day = m.day AND r.id = m.request_id
      WHERE m.day = $1 AND r.endpoint_id <> m.endpoint_id AND m.ended_at IS NULL`,
  'request without endpoint': `SELECT tenant, id AS place FROM request AS r WHERE r.day = $1 AND NOT EXISTS (
      SELECT 1 FROM endpoint AS e WHERE e.tenant = r.tenant AND e.id = r.endpoint_id)`,
};

async function compareOrphans(
  client: pg.ClientBase,
  [what, query]: readonly [string, string],
  day: string,
  differ: Differ,
): Promise<void> {
  const { rows } = await client.query<{ tenant: string; place: string }>(query, [day]);
  for (const row of rows) differ({ ...row, what, stored: 'present', recomputed: 'absent' });
}

/** An id may have come on two days: all are looked at, a share of them at a time. */
async function compareIds(steps: Steps, differ: Differ): Promise<void> {
  const shares = Math.ceil(IDS_AT_ONCE / steps.rows(IDS_AT_ONCE));
  for (let share = 0; share < shares; share += 1) {
    const { rows } = await steps.each((client) =>
      client.query<{ tenant: string; place: string }>(
        `SELECT tenant, id AS place FROM request WHERE abs(hashtextextended(id, 0) % ${shares}) = ${share}
         GROUP BY tenant, id HAVING count(*) > 1`,
      ),
    );
    for (const row of rows) differ({ ...row, what: 'request stored twice', stored: 'present', recomputed: 'absent' });
  }
}

/** What a request repeats of its detections. */
async function compareDetections(client: pg.ClientBase, day: string, differ: Differ): Promise<void> {
  const { rows } = await client.query<{ tenant: string; place: string; stored: string; recomputed: string }>(
    `WITH recomputed AS (
       SELECT tenant, part, day, request_id,
         array_agg(DISTINCT type ORDER BY type) FILTER (WHERE ${COUNTS_AS_ATTACK}) AS attack_types,
         array_agg(DISTINCT type ORDER BY type) FILTER (WHERE NOT (${COUNTS_AS_ATTACK})) AS false_positive_types,
         array_agg(DISTINCT attack_id ORDER BY attack_id) FILTER (WHERE attack_id IS NOT NULL) AS attack_ids,
         (count(*) FILTER (WHERE ${COUNTS_AS_ATTACK}))::int AS attack_count
       FROM detection AS d WHERE day = $1 GROUP BY 1, 2, 3, 4
     ), stored AS (
       SELECT tenant, part, day, id AS request_id,
         (SELECT array_agg(each ORDER BY each) FROM unnest(attack_types) AS each) AS attack_types,
         (SELECT array_agg(each ORDER BY each) FROM unnest(false_positive_types) AS each) AS false_positive_types,
         (SELECT array_agg(each ORDER BY each) FROM unnest(attack_ids) AS each) AS attack_ids, attack_count
       FROM request WHERE day = $1 AND (attack_count > 0 OR attack_ids IS NOT NULL OR false_positive_types IS NOT NULL
         OR attack_types IS NOT NULL)
     )
     SELECT tenant, request_id AS place,
       concat_ws(' ', known.attack_types, known.false_positive_types, known.attack_ids, known.attack_count) AS stored,
       concat_ws(' ', recomputed.attack_types, recomputed.false_positive_types, recomputed.attack_ids,
         recomputed.attack_count) AS recomputed
     FROM stored AS known FULL JOIN recomputed USING (tenant, part, day, request_id)
     WHERE (known.attack_types, known.false_positive_types, known.attack_ids, known.attack_count)
       IS DISTINCT FROM (recomputed.attack_types, recomputed.false_positive_types, recomputed.attack_ids,
         recomputed.attack_count)`,
    [day],
  );
  for (const row of rows) differ({ ...row, place: `request ${row.place}`, what: 'attack types, ids and count' });
}

/** Detections follow what the owner of their attack says of it. */
async function compareJudgements(client: pg.ClientBase, day: string, differ: Differ): Promise<void> {
  const { rows } = await client.query<{ tenant: string; place: string; stored: boolean; recomputed: boolean }>(
    `SELECT d.tenant, d.request_id || '.' || d.position AS place, d.attack_false_positive AS stored,
       coalesce(judged.false_positive, FALSE) AS recomputed
     FROM detection AS d LEFT JOIN attack_projection AS judged ON judged.tenant = d.tenant AND judged.id = d.attack_id
     WHERE d.day = $1 AND d.attack_false_positive <> coalesce(judged.false_positive, FALSE)`,
    [day],
  );
  for (const row of rows) differ({ ...row, place: `detection ${row.place}`, what: 'false positive with its attack' });
}
