import type { Column } from '../db/batch.ts';
import type { Dimension } from '../filters/dimensions.ts';
import { PLAIN_FIELDS } from '../filters/request-fields.ts';
import type { Scored } from './batch-risk.ts';
import { countsAsAttack } from './counted-detections.ts';
import type { KeptTokens } from './part-values.ts';
import type { SessionTally } from './session-tally.ts';
import type { StoredDetection, StoredRequest } from './stored-request.type.ts';

// How rows of a batch fill the columns of the store.

/** A value of a session part of which it has too many for its tokens, counted over a batch. */
export interface ValueToWrite {
  tally: Pick<SessionTally, 'key' | 'day'>;
  dimension: Dimension;
  value: string;
  requests: number;
  detections: number;
}

/** A session part after a batch. */
export interface SessionToWrite {
  tally: SessionTally;
  /** Its tokens, those stored before among them. */
  kept: KeptTokens;
  /** Values that are new to it, per dimension. */
  added: ReadonlyMap<string, number>;
  /** Null: it waits for a settling. */
  risk: Scored | null;
}

const SUMMED = [
  'request_count',
  'attack_count',
  'malicious_count',
  'blocked_count',
  'tagged_count',
  'user_count',
  'role_count',
  'ip_count',
  'host_count',
  'endpoint_count',
];

/** Adds a tally to the part that is stored. */
export const MERGE_SESSION = `ON CONFLICT (tenant, key, day) DO UPDATE SET
  started_at = least(session.started_at, EXCLUDED.started_at),
  last_seen_at = greatest(session.last_seen_at, EXCLUDED.last_seen_at),
  duration_ms = extract(epoch FROM greatest(session.last_seen_at, EXCLUDED.last_seen_at)
                                 - least(session.started_at, EXCLUDED.started_at)) * 1000,
  tokens = EXCLUDED.tokens, token_requests = EXCLUDED.token_requests, token_detections = EXCLUDED.token_detections,
  risk_score = EXCLUDED.risk_score, risk_factors = EXCLUDED.risk_factors,
  risk_state = EXCLUDED.risk_state,
  ${SUMMED.map((column) => `${column} = session.${column} + EXCLUDED.${column}`).join(', ')}`;

/** Puts a tally of all its requests in place of what is stored of a part; its risk stays. */
export const REPLACE_SESSION = `ON CONFLICT (tenant, key, day) DO UPDATE SET
  ${['started_at', 'last_seen_at', 'duration_ms', 'tokens', 'token_requests', 'token_detections', ...SUMMED].map((name) => `${name} = EXCLUDED.${name}`).join(', ')}`;

export function sessionColumns(tenant: string): Column<SessionToWrite>[] {
  const distinct = (dimension: Dimension) => (row: SessionToWrite) => row.added.get(dimension) ?? 0;
  return [
    { name: 'tenant', type: 'text', value: () => tenant },
    { name: 'key', type: 'text', value: ({ tally }) => tally.key },
    { name: 'day', type: 'date', value: ({ tally }) => tally.day },
    { name: 'started_at', type: 'timestamptz', value: ({ tally }) => new Date(tally.startedAt).toISOString() },
    { name: 'last_seen_at', type: 'timestamptz', value: ({ tally }) => new Date(tally.lastSeenAt).toISOString() },
    { name: 'duration_ms', type: 'float8', value: ({ tally }) => tally.lastSeenAt - tally.startedAt },
    { name: 'request_count', type: 'int', value: ({ tally }) => tally.requestCount },
    { name: 'attack_count', type: 'int', value: ({ tally }) => tally.attackCount },
    { name: 'malicious_count', type: 'int', value: ({ tally }) => tally.maliciousCount },
    { name: 'blocked_count', type: 'int', value: ({ tally }) => tally.blockedCount },
    { name: 'tagged_count', type: 'int', value: ({ tally }) => tally.taggedCount },
    { name: 'user_count', type: 'int', value: distinct('USER') },
    { name: 'role_count', type: 'int', value: distinct('ROLE') },
    { name: 'ip_count', type: 'int', value: distinct('IP') },
    { name: 'host_count', type: 'int', value: distinct('HOST') },
    { name: 'endpoint_count', type: 'int', value: distinct('ENDPOINT') },
    { name: 'identified_by', type: 'jsonb', value: ({ tally }) => tally.identifiedBy },
    { name: 'tokens', type: 'text[]', value: ({ kept }) => kept.tokens },
    { name: 'token_requests', type: 'int[]', value: ({ kept }) => kept.requests },
    { name: 'token_detections', type: 'int[]', value: ({ kept }) => kept.detections },
    { name: 'risk_score', type: 'int', value: ({ risk }) => risk?.score ?? null },
    { name: 'risk_factors', type: 'jsonb', value: ({ risk }) => risk?.factors ?? null },
    { name: 'risk_state', type: 'jsonb', value: ({ risk }) => risk?.state ?? null },
  ];
}

export const VALUE_COLUMNS: Column<ValueToWrite>[] = [
  { name: 'session_key', type: 'text', value: ({ tally }) => tally.key },
  { name: 'day', type: 'date', value: ({ tally }) => tally.day },
  { name: 'dimension', type: 'text', value: ({ dimension }) => dimension },
  { name: 'value', type: 'text', value: ({ value }) => value },
  { name: 'requests', type: 'int', value: ({ requests }) => requests },
  { name: 'detections', type: 'int', value: ({ detections }) => detections },
];

/** A request with the code of its parameters; null: it has none. */
export interface RequestToWrite extends StoredRequest {
  parameterSet: number | null;
}

/** Empty lists are null: most requests have none. */
const listed = (values: readonly string[]) => (values.length > 0 ? values : null);

export function requestColumns(tenant: string): Column<RequestToWrite>[] {
  return [
    { name: 'tenant', type: 'text', value: () => tenant },
    {
      name: 'part',
      type: 'text',
      sql: 'part_of(tenant, part, day)',
      value: (row) => row.sessionKey,
    },
    { name: 'day', type: 'date', value: (row) => row.day },
    { name: 'time', type: 'timestamptz', value: (row) => row.time.toISOString() },
    { name: 'id', type: 'text', value: (row) => row.id },
    ...Object.values(PLAIN_FIELDS).map(
      ({ column, property, several }): Column<RequestToWrite> => ({
        name: column,
        type: several ? 'text[]' : 'text',
        value: (row) => (several ? listed(row[property] as string[]) : row[property]),
      }),
    ),
    { name: 'path', type: 'text', value: (row) => row.path },
    { name: 'query', type: 'text', value: (row) => row.query },
    { name: 'status', type: 'int', value: (row) => row.status },
    { name: 'duration_ms', type: 'float8', value: (row) => row.durationMs },
    { name: 'size_bytes', type: 'float8', value: (row) => row.sizeBytes },
    { name: 'ip', type: 'text', value: (row) => row.ip },
    { name: 'user_name', type: 'text', value: (row) => row.user },
    { name: 'role', type: 'text', value: (row) => row.role },
    { name: 'blocked', type: 'bool', value: (row) => row.blocked },
    { name: 'endpoint_id', type: 'text', value: (row) => row.endpointId },
    { name: 'own_template', type: 'bool', value: (row) => row.ownTemplate },
    { name: 'response_kind', type: 'text', value: (row) => row.responseKind },
    { name: 'attack_types', type: 'text[]', value: (row) => listed(row.attackTypes) },
    { name: 'false_positive_types', type: 'text[]', value: (row) => listed(row.falsePositiveTypes) },
    { name: 'attack_ids', type: 'text[]', value: (row) => listed(row.attackIds) },
    {
      name: 'attack_count',
      type: 'int',
      value: (row) => row.detections.filter(countsAsAttack).length,
    },
    { name: 'parameter_set', type: 'int', value: (row) => row.parameterSet },
    { name: 'content_stored', type: 'bool', value: (row) => row.content !== null },
  ];
}

interface DetectionRow {
  request: StoredRequest;
  detection: StoredDetection;
  position: number;
}

export function detectionColumns(tenant: string): Column<DetectionRow>[] {
  return [
    { name: 'tenant', type: 'text', value: () => tenant },
    { name: 'session_key', type: 'text', value: ({ request }) => request.sessionKey },
    { name: 'day', type: 'date', value: ({ request }) => request.day },
    { name: 'request_id', type: 'text', value: ({ request }) => request.id },
    { name: 'position', type: 'int', value: ({ position }) => position },
    { name: 'attack_id', type: 'text', value: ({ detection }) => detection.attackId },
    { name: 'type', type: 'text', value: ({ detection }) => detection.type },
    { name: 'payload', type: 'text', value: ({ detection }) => detection.payload },
    { name: 'parameter', type: 'text', value: ({ detection }) => detection.parameter },
    { name: 'tags', type: 'jsonb', value: ({ detection }) => detection.tags },
    { name: 'action', type: 'text', value: ({ detection }) => detection.action },
    { name: 'false_positive', type: 'bool', value: ({ detection }) => detection.falsePositive },
    { name: 'attack_false_positive', type: 'bool', value: ({ detection }) => detection.attackFalsePositive },
    { name: 'mark_id', type: 'text', value: ({ detection }) => detection.markId ?? null },
  ];
}

export function contentColumns(tenant: string): Column<StoredRequest>[] {
  return [
    { name: 'tenant', type: 'text', value: () => tenant },
    { name: 'session_key', type: 'text', value: (row) => row.sessionKey },
    { name: 'day', type: 'date', value: (row) => row.day },
    { name: 'request_id', type: 'text', value: (row) => row.id },
    { name: 'content', type: 'jsonb', value: (row) => row.content },
  ];
}
