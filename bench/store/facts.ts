import type pg from 'pg';
import type { Facts } from '../questions/question.type.ts';

const MANY = 25;

/** What there is to ask for, of the first tenant. The same traffic gives the same. */
export async function factsOf(
  pool: pg.Pool,
  { tenant, from, to, days }: Pick<Facts, 'tenant' | 'from' | 'to' | 'days'>,
): Promise<Facts> {
  const one = async <Row extends object>(text: string) => (await pool.query<Row>(text)).rows[0]!;
  const largest = await one<{ id: string; part: number; day: string }>(
    `SELECT key || '.' || to_char(day, 'YYYYMMDD') AS id, part, day::text FROM bench.session WHERE tenant = 0 ORDER BY requests DESC, part LIMIT 1`,
  );
  const { id: requestId } = await one<{ id: string }>(
    `SELECT id FROM bench.request WHERE tenant = 0 AND part = (SELECT part FROM bench.session WHERE tenant = 0
       ORDER BY last_seen, part OFFSET (SELECT count(*) / 2 FROM bench.session WHERE tenant = 0) LIMIT 1) ORDER BY seq LIMIT 1`,
  );
  // The endpoints by the number of their parts from the middle on: the busiest of all are in every session.
  const { ids: endpointIds } = await one<{ ids: string[] }>(
    `SELECT coalesce(array_agg(value ORDER BY value), '{}') AS ids FROM (SELECT value FROM bench.facet JOIN bench.code USING (dimension, code)
       WHERE tenant = 0 AND dimension = 'endpoint' GROUP BY value ORDER BY sum(sessions) DESC, value OFFSET 10 LIMIT ${MANY}) AS endpoints`,
  );
  const { ids: attackIds } = await one<{ ids: string[] }>(
    `SELECT coalesce(array_agg(attack ORDER BY attack COLLATE "C"), '{}') AS ids FROM (SELECT attack FROM bench.request CROSS JOIN unnest(attacks) AS attack
       WHERE tenant = 0 AND detections > 0 GROUP BY attack ORDER BY count(*) DESC, attack LIMIT ${MANY}) AS attacks`,
  );
  const { id: attackId } = await one<{ id: string }>(
    `SELECT attack AS id FROM bench.request CROSS JOIN unnest(attacks) AS attack
       WHERE tenant = 0 AND detections > 0 GROUP BY attack ORDER BY count(DISTINCT part) DESC, attack LIMIT 1`,
  );
  const { rows } = await pool.query<{ dimension: string; value: string; code: number }>(
    `SELECT dimension, value, code FROM bench.code WHERE dimension NOT IN ('user', 'ip')`,
  );
  const codes = new Map(rows.map(({ dimension, value, code }) => [`${dimension} ${value}`, code]));
  return {
    tenant,
    from,
    to,
    days,
    largest,
    requestId,
    attackId,
    endpointIds,
    attackIds,
    code: (dimension, value) => codes.get(`${dimension} ${value}`) ?? null,
  };
}
