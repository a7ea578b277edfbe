import type pg from 'pg';
import type { SessionPart } from '../filters/session-id.ts';
import type { RiskFactor, RiskState } from '../risk/risk.ts';
import { risksOf } from '../store/risk-store.ts';
import { hasCurrentWeights } from '../store/risk-weights.ts';
import type { Steps } from './steps.ts';
import { canonical } from './verify-endpoints.ts';
import type { Differ } from './verify-session.ts';

const PARTS = 2_000;

interface StoredRisk extends SessionPart {
  score: number;
  factors: RiskFactor[];
  /** Null: of before this was kept. */
  state: RiskState | null;
}

/**
 * The scores of session parts are those that their requests and endpoints make, except where they wait to be computed.
 * @returns the number of parts that wait
 */
export async function compareRisks(steps: Steps, differ: Differ): Promise<number> {
  const { rows: tenants } = await steps.each((client) =>
    client.query<{ tenant: string; parts: number; due: number }>(
      `SELECT tenant, count(*)::int AS parts, (count(*) FILTER (WHERE risk_score IS NULL))::int AS due
     FROM session GROUP BY tenant ORDER BY tenant`,
    ),
  );
  let sum = 0;
  for (const { tenant, parts, due } of tenants) {
    const isCurrent = await steps.each((client) => hasCurrentWeights(client, tenant));
    // Scores of other weights are due as well; a tenant that was never settled has none of those.
    sum += isCurrent ? due : parts;
    if (isCurrent) await compareTenant(steps, tenant, differ);
  }
  return sum;
}

async function compareTenant(steps: Steps, tenant: string, differ: Differ): Promise<void> {
  let place: SessionPart | null = { key: '', day: '0001-01-01' };
  while (place) {
    const after: SessionPart = place;
    place = await steps.each((client) => comparePage(client, tenant, after, steps.rows(PARTS), differ));
  }
}

/** @returns after what to go on; null: that was all */
async function comparePage(
  client: pg.ClientBase,
  tenant: string,
  after: SessionPart,
  size: number,
  differ: Differ,
): Promise<SessionPart | null> {
  const { rows } = await client.query<StoredRisk>(
    `SELECT key, day::text AS day, risk_score AS score, risk_factors AS factors,
       risk_state AS state FROM session
     WHERE tenant = $1 AND risk_score IS NOT NULL AND (key, day) > ($2, $3::date) ORDER BY key, day LIMIT ${size}`,
    [tenant, after.key, after.day],
  );
  const risks = new Map(
    (await risksOf(client, tenant, rows)).map((part) => [`${part.key}.${part.day}`, part] as const),
  );
  for (const { key, day, state, ...stored } of rows) {
    const found = risks.get(`${key}.${day}`);
    const place = `session ${key}.${day.replaceAll('-', '')}`;
    const [was, is] = [textOf(stored), found ? textOf(found.risk) : null];
    if (was !== is) {
      differ({ tenant, place, what: 'risk', stored: was, recomputed: is });
      continue;
    }
    const [before, now] = [state && canonical(state), found ? canonical(found.state) : null];
    if (state && before !== now) {
      differ({ tenant, place, what: 'what the risk goes on from', stored: before, recomputed: now });
    }
  }
  return rows.length < size ? null : rows.at(-1)!;
}

function textOf({ score, factors }: { score: number; factors: readonly RiskFactor[] }): string {
  const listed = factors.map(({ code, points, requestIds }) => `${code} ${points} (${requestIds.join(', ')})`);
  return `${score}: ${listed.join(', ')}`;
}
