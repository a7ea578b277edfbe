import type pg from 'pg';
import type { SessionPart } from '../filters/session-id.ts';
import { isBefore, MAX_EVIDENCE } from '../risk/evidence.ts';
import { type Risk, type RiskRequest, type RiskState, RiskTally } from '../risk/risk.ts';
import { WEIGHTS } from '../risk/weights.ts';
import type { RiskFacts } from './endpoint-store.ts';
import { mayScore } from './risk-weights.ts';
import type { StoredRequest } from './stored-request.type.ts';

// The risk of session parts, while requests are added to them: it goes on from the state that was kept, so that what a
// part has already is not read again.

/** A session part that a batch adds requests to. */
export interface ScoredPart extends SessionPart {
  /** What is stored of it; null: it is new. */
  known: { state: RiskState | null } | null;
  /** Users that it did not have before. */
  newUsers: number;
}

/** A score, and what the next batch goes on from. */
export type Scored = Risk & { state: RiskState };

/**
 * The risk of session parts with the requests of a batch, which are stored already. Inside a transaction under the
 * tenant's lock.
 * @returns by `key.day`; what is not there waits for a settling, as it did before
 */
export async function scoreParts(
  client: pg.ClientBase,
  tenant: string,
  parts: readonly ScoredPart[],
  requests: readonly StoredRequest[],
  facts: ReadonlyMap<string, RiskFacts>,
): Promise<Map<string, Scored>> {
  if (!(await mayScore(client, tenant))) return new Map();
  const tallies = new Map<string, SessionPart & { tally: RiskTally }>();
  for (const { key, day, known, newUsers } of parts) {
    if (known && !known.state) continue;
    const from = known?.state ? { state: known.state, newUsers } : null;
    tallies.set(`${key}.${day}`, { key, day, tally: new RiskTally(WEIGHTS, from) });
  }
  for (const request of inOrder(requests)) {
    const found = tallies.get(`${request.sessionKey}.${request.day}`);
    const endpoint = found && facts.get(request.endpointId);
    if (endpoint) found.tally.add(toRiskRequest(request, endpoint));
  }
  await showVolumes(
    client,
    tenant,
    [...tallies.values()].filter(({ tally }) => tally.isVolumeUnknown),
  );
  return new Map([...tallies].map(([part, { tally }]) => [part, { ...tally.risk(), state: tally.state() }]));
}

function inOrder(requests: readonly StoredRequest[]): StoredRequest[] {
  const place = ({ id, time }: StoredRequest) => ({ id, time: time.getTime() });
  return requests.toSorted((one, other) => (isBefore(place(one), place(other)) ? -1 : 1));
}

function toRiskRequest(request: StoredRequest, facts: RiskFacts): RiskRequest {
  const { id, time, status, blocked, attackTypes, sourceTags, user } = request;
  const { businessFlows, riskScore, rogue } = facts;
  return { id, time: time.getTime(), status, blocked, attackTypes, sourceTags, user, businessFlows, riskScore, rogue };
}

/** The requests beyond the usual number, of parts in which some came before those that were known. */
async function showVolumes(
  client: pg.ClientBase,
  tenant: string,
  parts: readonly (SessionPart & { tally: RiskTally })[],
): Promise<void> {
  if (parts.length === 0) return;
  const { rows } = await client.query<{ n: number; id: string; time: Date }>(
    `SELECT part.n::int AS n, r.id, r.time
     FROM unnest($2::text[], $3::date[]) WITH ORDINALITY AS part(key, day, n)
     CROSS JOIN LATERAL (
       SELECT id, time FROM request AS r WHERE r.tenant = $1 AND r.part = part_of($1, part.key, part.day) AND r.day = part.day
       ORDER BY time, id OFFSET ${WEIGHTS.VOLUME.from} LIMIT ${MAX_EVIDENCE}
     ) AS r`,
    [tenant, parts.map(({ key }) => key), parts.map(({ day }) => day)],
  );
  for (const [index, { tally }] of parts.entries()) {
    const own = rows.filter(({ n }) => n === index + 1);
    tally.showVolume(own.map(({ id, time }) => ({ id, time: time.getTime() })));
  }
}
