import type pg from 'pg';
import type { ValueToWrite } from '../store/columns.ts';
import type { KeptTokens } from '../store/part-values.ts';
import type { SessionTally } from '../store/session-tally.ts';
import { beyondTokens } from '../store/value-store.ts';

/** A derived number of the store that is not what the requests say. */
export interface Difference {
  tenant: string;
  /** Where: a session part, a counter, a request. */
  place: string;
  what: string;
  stored: unknown;
  recomputed: unknown;
}

export type Differ = (difference: Difference) => void;

interface PartName {
  key: string;
  day: string;
}

interface StoredSession extends PartName {
  started_at: Date;
  last_seen_at: Date;
  duration_ms: number;
  request_count: number;
  attack_count: number;
  malicious_count: number;
  blocked_count: number;
  tagged_count: number;
  user_count: number;
  role_count: number;
  ip_count: number;
  host_count: number;
  endpoint_count: number;
  tokens: string[];
  token_requests: number[];
  token_detections: number[] | null;
}

interface StoredValue extends PartName {
  dimension: string;
  value: string;
  requests: number;
  detections: number;
}

/** Compares what is stored of some parts of a tenant, all of which are stored, with what their requests make of them. */
export async function compareSessions(
  client: pg.ClientBase,
  tenant: string,
  tallies: readonly SessionTally[],
  differ: Differ,
): Promise<void> {
  const parameters = [tenant, tallies.map(({ key }) => key), tallies.map(({ day }) => day)];
  // Part by part (`OFFSET 0`): nothing that a planner without statistics could get wrong.
  const { rows: sessions } = await client.query<StoredSession>(
    `SELECT s.*, s.day::text AS day FROM unnest($2::text[], $3::date[]) AS part(key, day) CROSS JOIN LATERAL (
       SELECT * FROM session WHERE tenant = $1 AND key = part.key AND day = part.day OFFSET 0) AS s`,
    parameters,
  );
  const { rows: values } = await client.query<StoredValue>(
    `SELECT part.key, part.day::text AS day, v.dimension, v.value, v.requests, v.detections
     FROM unnest($2::text[], $3::date[]) AS part(key, day) CROSS JOIN LATERAL (
       SELECT * FROM session_value WHERE tenant = $1 AND session_key = part.key AND day = part.day OFFSET 0) AS v`,
    parameters,
  );
  const sessionOf = new Map(sessions.map((row) => [nameOf(row), row]));
  const valuesOf = new Map<string, StoredValue[]>(sessions.map((row) => [nameOf(row), []]));
  for (const row of values) valuesOf.get(nameOf(row))?.push(row);
  for (const tally of tallies) {
    const name = nameOf(tally);
    const place = `session ${tally.key}.${tally.day.replaceAll('-', '')}`;
    const report: Report = (what, stored, recomputed) => differ({ tenant, place, what, stored, recomputed });
    const session = sessionOf.get(name)!;
    const kept = tally.kept(null);
    compareNumbers(session, tally, report);
    compareTokens(session, kept, report);
    compareValues(valuesOf.get(name) ?? [], beyondTokens({ tally, kept }), report);
  }
}

type Report = (what: string, stored: unknown, recomputed: unknown) => void;

function nameOf({ key, day }: PartName): string {
  return `${key}.${day}`;
}

function compareNumbers(stored: StoredSession, tally: SessionTally, report: Report): void {
  const values = (dimension: Parameters<typeof tally.values.get>[0]) => tally.values.get(dimension)?.size ?? 0;
  const expected: Record<string, [unknown, unknown]> = {
    started_at: [stored.started_at.getTime(), tally.startedAt],
    last_seen_at: [stored.last_seen_at.getTime(), tally.lastSeenAt],
    duration_ms: [stored.duration_ms, tally.lastSeenAt - tally.startedAt],
    request_count: [stored.request_count, tally.requestCount],
    attack_count: [stored.attack_count, tally.attackCount],
    malicious_count: [stored.malicious_count, tally.maliciousCount],
    blocked_count: [stored.blocked_count, tally.blockedCount],
    tagged_count: [stored.tagged_count, tally.taggedCount],
    user_count: [stored.user_count, values('USER')],
    role_count: [stored.role_count, values('ROLE')],
    ip_count: [stored.ip_count, values('IP')],
    host_count: [stored.host_count, values('HOST')],
    endpoint_count: [stored.endpoint_count, values('ENDPOINT')],
  };
  for (const [what, [was, is]] of Object.entries(expected)) {
    if (was !== is) report(what, was, is);
  }
}

type Counted = Pick<StoredValue, 'requests' | 'detections'>;
const textOf = ({ requests, detections }: Counted) => `${requests} requests, ${detections} detections`;

function compareTokens({ tokens, token_requests, token_detections }: StoredSession, now: KeptTokens, report: Report) {
  const stored = { tokens, requests: token_requests, detections: token_detections };
  compareTexts('token', textsOf(stored), textsOf(now), report);
  if (new Set(tokens).size < tokens.length) report('tokens', 'some twice', 'each once');
  if (token_requests.length !== tokens.length) report('numbers of tokens', token_requests.length, tokens.length);
}

function textsOf({ tokens, requests, detections }: KeptTokens): Map<string, string> {
  const counted = (place: number) => ({ requests: requests[place] ?? 0, detections: detections?.[place] ?? 0 });
  return new Map(tokens.map((token, place) => [token, textOf(counted(place))]));
}

function compareValues(rows: readonly StoredValue[], now: readonly ValueToWrite[], report: Report): void {
  const texts = (values: readonly (Counted & { dimension: string; value: string })[]) =>
    new Map(values.map((each) => [`${each.dimension} ${each.value}`, textOf(each)]));
  compareTexts('value', texts(rows), texts(now), report);
}

function compareTexts(
  kind: string,
  stored: ReadonlyMap<string, string>,
  recomputed: ReadonlyMap<string, string>,
  report: Report,
): void {
  for (const name of new Set([...stored.keys(), ...recomputed.keys()])) {
    const [was, is] = [stored.get(name) ?? null, recomputed.get(name) ?? null];
    if (was !== is) report(`${kind} ${name}`, was, is);
  }
}
