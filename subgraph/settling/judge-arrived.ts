import type pg from 'pg';
import { type EndpointDay, OUTCOME } from '../baselines/baseline.sql.ts';
import { METRICS, type Metric } from '../baselines/histogram.ts';
import { leastOf } from '../baselines/least-deviation.ts';
import { sql } from '../db/sql.ts';
import { requestsWith } from '../filters/part-values.sql.ts';
import { sessionOf } from '../filters/request-rows.sql.ts';
import { type ArrivedBatch, arrivedRequests } from '../store/arrived-batches.ts';
import { type JudgedValue, judgeParts } from './judge-deviations.ts';
import { readWindows, type Windows } from './windows.ts';

/** What a session part has sent to an endpoint in some batches. */
interface Arrived extends EndpointDay {
  sessionKey: string;
  /** Requests that it has sent there that day, however they ended. */
  own: number;
  DURATION: number | null;
  SIZE: number | null;
}

/** One text for the responses of an endpoint on a day. */
export const nameOf = ({ endpointId, outcome, day }: EndpointDay) => `${endpointId} ${outcome} ${day}`;

/**
 * Judges the requests of some batches against what is usual now. Of a session part in which a new value may stand out, all
 * values at that endpoint are judged: they have to be read to be taken out of what is usual.
 * @param isDone days that were judged as a whole since the batches came
 */
export async function judgeArrived(
  client: pg.ClientBase,
  tenant: string,
  batches: readonly ArrivedBatch[],
  isDone: (day: EndpointDay) => boolean,
): Promise<JudgedValue[]> {
  const arrived = (await readArrived(client, tenant, batches)).filter((each) => !isDone(each));
  const days = [...new Map(arrived.map((each) => [nameOf(each), each])).values()];
  const windows = await readWindows(client, tenant, days);
  const windowsOf = new Map(days.map((day, index) => [nameOf(day), windows[index]!]));
  const suspects = arrived
    .map((each) => ({ key: each, windows: windowsOf.get(nameOf(each))! }))
    .filter(({ key, windows: known }) => METRICS.some((metric) => mayStandOut(key, metric, known)));
  return judgeParts(
    client,
    tenant,
    suspects.map(({ key }) => key),
    suspects.map(({ windows: known }) => known),
  );
}

async function readArrived(
  client: pg.ClientBase,
  tenant: string,
  batches: readonly ArrivedBatch[],
): Promise<Arrived[]> {
  const { rows } = await client.query<Arrived>(
    sql`SELECT sent."endpointId", sent.outcome, sent.day, sent."DURATION", sent."SIZE", s.key AS "sessionKey",
        ${requestsWith('ENDPOINT', sql`sent."endpointId"`)} AS own
      FROM (
        SELECT r.endpoint_id AS "endpointId", ${OUTCOME} AS outcome, r.day::text AS day, r.part,
          max(r.duration_ms) AS "DURATION", max(r.size_bytes) AS "SIZE"
        FROM ${arrivedRequests(tenant, batches)} GROUP BY 1, 2, 3, 4
      ) AS sent
      CROSS JOIN LATERAL ${sessionOf(tenant, sql`sent.part`, sql`sent.day::date`)} AS s`,
  );
  return rows;
}

function mayStandOut(arrived: Arrived, metric: Metric, windows: Windows[number]): boolean {
  const [greatest, window] = [arrived[metric], windows[metric]];
  if (greatest === null || !window) return false;
  return greatest >= leastOf(window.bounds, arrived.own, window.samples);
}
