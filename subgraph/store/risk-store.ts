import type pg from 'pg';
import { arrayOf, type Column, from, selected } from '../db/batch.ts';
import type { SessionPart } from '../filters/session-id.ts';
import { type Risk, type RiskRequest, type RiskState, RiskTally } from '../risk/risk.ts';

/** The risk of a session part, and what the next batch of its requests goes on from. */
interface PartRisk extends SessionPart {
  risk: Risk;
  state: RiskState;
}

const PAGE = 5_000;

/**
 * The risk of session parts, made of their requests and of the facts of endpoints as they are now. Inside a
 * transaction; reads one page of requests at a time. Requests of one moment by their ids, so that the order in which they
 * arrived means nothing. Part by part (`OFFSET 0`): as a join, two thousand parts read all requests of the tenant.
 */
export async function risksOf(
  client: pg.ClientBase,
  tenant: string,
  parts: readonly SessionPart[],
): Promise<PartRisk[]> {
  const found: (SessionPart & { tally: RiskTally })[] = [];
  await client.query(
    `DECLARE risked NO SCROLL CURSOR FOR
     SELECT part.key, r.day::text AS day, r.id, r.time, r.status, r.blocked,
       coalesce(r.attack_types, '{}') AS "attackTypes", coalesce(r.source_tags, '{}') AS "sourceTags", r.user_name AS "user", e.business_flows AS "businessFlows",
       e.risk_score AS "riskScore", e.rogue
     FROM unnest($2::text[], $3::date[]) AS part(key, day)
     CROSS JOIN LATERAL (
       SELECT * FROM request AS r WHERE r.tenant = $1 AND r.part = part_of($1, part.key, part.day) AND r.day = part.day OFFSET 0
     ) AS r
     JOIN endpoint AS e ON e.tenant = r.tenant AND e.id = r.endpoint_id
     ORDER BY part.key, part.day, r.time, r.id`,
    [tenant, parts.map(({ key }) => key), parts.map(({ day }) => day)],
  );
  for (;;) {
    const { rows } = await client.query<SessionPart & Omit<RiskRequest, 'time'> & { time: Date }>(
      `FETCH ${PAGE} FROM risked`,
    );
    for (const { key, day, time, ...request } of rows) {
      let last = found.at(-1);
      if (last?.key !== key || last.day !== day) {
        last = { key, day, tally: new RiskTally() };
        found.push(last);
      }
      last.tally.add({ ...request, time: time.getTime() });
    }
    if (rows.length < PAGE) break;
  }
  await client.query('CLOSE risked');
  return found.map(({ tally, ...part }) => ({ ...part, risk: tally.risk(), state: tally.state() }));
}

const COLUMNS: Column<PartRisk>[] = [
  { name: 'key', type: 'text', value: ({ key }) => key },
  { name: 'day', type: 'date', value: ({ day }) => day },
  { name: 'score', type: 'int', value: ({ risk }) => risk.score },
  { name: 'factors', type: 'jsonb', value: ({ risk }) => risk.factors },
  { name: 'state', type: 'jsonb', value: ({ state }) => state },
];

/** Computes the risk of some session parts and stores it. Inside a transaction under the tenant's lock. */
export async function writeRisks(client: pg.ClientBase, tenant: string, parts: readonly SessionPart[]): Promise<void> {
  if (parts.length === 0) return;
  const rows = await risksOf(client, tenant, parts);
  await client.query(
    `UPDATE session AS s SET risk_score = input.score, risk_factors = input.factors, risk_state = input.state
     FROM (SELECT ${selected(COLUMNS)} ${from(COLUMNS, 2)}) AS input
     WHERE s.tenant = $1 AND s.key = input.key AND s.day = input.day`,
    [tenant, ...COLUMNS.map((column) => arrayOf(column, rows))],
  );
}

/** Sets aside the risk of every part with a request to one of some endpoints, after facts of these have changed. */
export async function forgetRisksAt(
  client: pg.ClientBase,
  tenant: string,
  endpointIds: readonly string[],
): Promise<void> {
  if (endpointIds.length === 0) return;
  await client.query(
    `UPDATE session AS s SET risk_score = NULL, risk_factors = NULL, risk_state = NULL
     FROM (SELECT DISTINCT part, day FROM request WHERE tenant = $1 AND endpoint_id = ANY($2)) AS touched
     WHERE s.tenant = $1 AND s.part = touched.part AND s.day = touched.day AND s.risk_score IS NOT NULL`,
    [tenant, endpointIds],
  );
}
