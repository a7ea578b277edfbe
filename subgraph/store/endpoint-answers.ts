import type pg from 'pg';
import { OUTCOME } from '../baselines/baseline.sql.ts';
import { outcomeOf } from '../baselines/outcome.ts';
import { sql } from '../db/sql.ts';
import type { EndpointKind } from '../filters/filter.type.ts';
import { judgeAgain } from './baseline-store.ts';
import type { KnownEndpoint } from './knowledge.ts';
import type { StoredRequest } from './stored-request.type.ts';

// Whether endpoints have answered: 2xx or 3xx, to a request that was not blocked, and with what. Kept is the last day of
// each, which a request that comes can only move on, and which days that are dropped do not touch as long as a later one
// is there.

/** An endpoint as it is stored. */
export type StoredEndpoint = KnownEndpoint & { id: string };

/** When an endpoint answered last; days are YYYY-MM-DD. */
export interface Answers {
  /** At all; null: on no day that is kept. */
  answeredOn: string | null;
  /** With content that says what the endpoint is. */
  answeredAs: Partial<Record<EndpointKind, string>>;
}

/** An endpoint, and what is known of its answers. */
export type AnsweredEndpoint = StoredEndpoint & Answers;

/** What tells its endpoint, and whether that has answered. */
export type NamedRequest = Pick<
  StoredRequest,
  'endpointId' | 'method' | 'host' | 'pathTemplate' | 'day' | 'status' | 'blocked' | 'responseKind'
>;

/** The endpoints of some requests, each with the last days on which they were answered. */
export function endpointsOf(requests: Iterable<NamedRequest>): Map<string, AnsweredEndpoint> {
  const endpoints = new Map<string, AnsweredEndpoint>();
  for (const { endpointId: id, method, host, pathTemplate, day, responseKind, ...request } of requests) {
    const answers: Answers = {
      answeredOn: outcomeOf(request) === 'SUCCESS' ? day : null,
      answeredAs: responseKind === null ? {} : { [responseKind]: day },
    };
    const known = endpoints.get(id);
    if (known) Object.assign(known, laterOf(known, answers));
    else endpoints.set(id, { id, method, host, pathTemplate, ...answers });
  }
  return endpoints;
}

/** Of each the later day; none is before every day. */
export function laterOf(one: Answers, other: Answers): Answers {
  const answeredAs = { ...one.answeredAs };
  for (const [kind, day] of Object.entries(other.answeredAs) as [EndpointKind, string][]) {
    if (day > (answeredAs[kind] ?? '')) answeredAs[kind] = day;
  }
  const answeredOn = (other.answeredOn ?? '') > (one.answeredOn ?? '') ? other.answeredOn : one.answeredOn;
  return { answeredOn, answeredAs };
}

export function areEqual(one: Answers, other: Answers): boolean {
  const kinds = new Set([...Object.keys(one.answeredAs), ...Object.keys(other.answeredAs)]) as Set<EndpointKind>;
  return (
    one.answeredOn === other.answeredOn && [...kinds].every((kind) => one.answeredAs[kind] === other.answeredAs[kind])
  );
}

/** Stores when some endpoints, which are stored, answered last. */
export async function writeAnswers(
  client: pg.ClientBase,
  tenant: string,
  endpoints: readonly (Answers & { id: string })[],
): Promise<void> {
  if (endpoints.length === 0) return;
  const { rows } = await client.query<{ id: string; flipped: boolean }>(
    `UPDATE endpoint AS known SET answered_on = input.answered_on, answered_as = input.answered_as
     FROM unnest($2::text[], $3::date[], $4::jsonb[]) AS input(id, answered_on, answered_as), endpoint AS was
     WHERE known.tenant = $1 AND known.id = input.id AND was.tenant = known.tenant AND was.id = known.id
     RETURNING known.id, known.confirmed <> was.confirmed AS flipped`,
    [
      tenant,
      endpoints.map(({ id }) => id),
      endpoints.map(({ answeredOn }) => answeredOn),
      endpoints.map(({ answeredAs }) => JSON.stringify(answeredAs)),
    ],
  );
  await judgeAgain(
    client,
    tenant,
    rows.filter(({ flipped }) => flipped).map(({ id }) => id),
  );
}

/**
 * When some endpoints answered last, by the requests that are kept: at all, and with the kinds of content that they are
 * said to have answered with. Day by day from the newest on, each as far as its first answer (`LIMIT`): most are found at
 * once.
 */
export async function readAnswers(
  client: pg.ClientBase,
  tenant: string,
  endpoints: readonly (Answers & { id: string })[],
): Promise<Map<string, Answers>> {
  const asked = endpoints.flatMap(({ id, answeredAs }) =>
    [null, ...Object.keys(answeredAs)].map((kind) => ({ id, kind })),
  );
  const { rows } = await client.query<{ id: string; kind: EndpointKind | null; day: string }>(
    sql`SELECT asked.id, asked.kind, answered.day::text AS day
      FROM unnest(${asked.map(({ id }) => id)}::text[], ${asked.map(({ kind }) => kind)}::text[]) AS asked(id, kind)
      CROSS JOIN LATERAL (
        SELECT kept.day FROM facet_count AS kept CROSS JOIN LATERAL (
          SELECT 1 FROM request AS r WHERE r.tenant = ${tenant} AND r.endpoint_id = asked.id AND r.day = kept.day
            AND CASE WHEN asked.kind IS NULL THEN ${OUTCOME} = 'SUCCESS' ELSE r.response_kind = asked.kind END LIMIT 1
        ) AS found
        WHERE kept.tenant = ${tenant} AND kept.dimension = 'SESSION' ORDER BY kept.day DESC LIMIT 1
      ) AS answered`,
  );
  const found = new Map<string, Answers>(endpoints.map(({ id }) => [id, { answeredOn: null, answeredAs: {} }]));
  for (const { id, kind, day } of rows) {
    if (kind === null) found.get(id)!.answeredOn = day;
    else found.get(id)!.answeredAs[kind] = day;
  }
  return found;
}
