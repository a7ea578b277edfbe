import { type Sql, sql } from '../db/sql.ts';
import type { Period } from '../filters/filter.type.ts';
import { daysCondition, periodCondition } from '../filters/request-condition.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { ParameterSource } from '../values/parameter-sources.ts';
import { type ParameterKind, parameterKind } from './parameter-kind.sql.ts';

/** Requests of an endpoint that are looked at. */
export const MAX_REQUESTS = 2_000;
/** Parameters that are listed. */
export const MAX_PARAMETERS = 50;
// Of one query string: who makes up names sends many of them at once.
const MAX_PAIRS = 64;
const MAX_QUERY = 4_096;
/** A longer value is text, whatever it is. */
const MAX_VALUE = 200;

/** The sources of parameters that requests bring, one by one. */
const SENT: readonly ParameterSource[] = [
  'REQUEST_HEADER',
  'REQUEST_COOKIE',
  'REQUEST_QUERY',
  'REQUEST_BODY',
  'REQUEST_JWT',
];

export interface EndpointParameterRow {
  name: string;
  source: ParameterSource;
  requestCount: number;
  kinds: ParameterKind[];
}

export interface EndpointParametersRow {
  id: string;
  /** Requests that were looked at. */
  requestCount: number;
  /** More was sent than was looked at. */
  cut: boolean;
  parameters: EndpointParameterRow[];
  /** Names that are not listed. */
  leftOutCount: number;
}

/**
 * The parameters of some endpoints, one row for each, in any order. Requests with the same query and the same set of
 * parameters are looked at once.
 */
export function findEndpointParameters(
  prisma: PrismaClient,
  tenant: string,
  ids: readonly string[],
  period: Period | null,
): Promise<EndpointParametersRow[]> {
  return prisma.$queryRaw<EndpointParametersRow[]>(sql`
    WITH asked AS (SELECT id FROM unnest(${[...ids]}::text[]) AS id),
    looked AS MATERIALIZED (
      SELECT asked.id, r.day, r.parameter_set, r.query, count(*)::int AS requests
      FROM asked CROSS JOIN LATERAL (${countedRequests(tenant, period)}) AS r GROUP BY 1, 2, 3, 4
    ),
    sent AS (
      SELECT looked.id, looked.requests, each.*
      FROM looked CROSS JOIN LATERAL (
        SELECT DISTINCT ON (source, name) source, name, kind, named
        FROM (${inQuery()} UNION ALL ${inSet(tenant)}) AS found ORDER BY source, name, n
      ) AS each
    ),
    by_kind AS (
      SELECT id, source, name, kind, sum(requests)::int AS requests FROM sent WHERE named GROUP BY 1, 2, 3, 4
    ),
    by_name AS (
      SELECT id, source, name, sum(requests)::int AS requests, array_agg(kind ORDER BY requests DESC, kind) AS kinds,
        row_number() OVER (PARTITION BY id ORDER BY sum(requests) DESC, name COLLATE "C", source COLLATE "C") AS place
      FROM by_kind GROUP BY 1, 2, 3
    ),
    listed AS (
      SELECT id, count(*)::int AS names, jsonb_agg(
          jsonb_build_object('name', name, 'source', source, 'requestCount', requests, 'kinds', kinds) ORDER BY place
        ) FILTER (WHERE place <= ${MAX_PARAMETERS}) AS parameters
      FROM by_name GROUP BY 1
    ),
    nameless AS (SELECT id, count(DISTINCT name)::int AS names FROM sent WHERE NOT named GROUP BY 1),
    requests AS (
      SELECT id, sum(requests)::int AS count, bool_or(length(query) > ${MAX_QUERY}
          OR cardinality(string_to_array(query, '&')) > ${MAX_PAIRS}) AS cut
      FROM looked GROUP BY 1
    )
    SELECT asked.id, coalesce(requests.count, 0) AS "requestCount",
      coalesce(requests.cut, FALSE) OR coalesce(requests.count, 0) >= ${MAX_REQUESTS} AS cut,
      coalesce(listed.parameters, '[]') AS parameters,
      greatest(coalesce(listed.names, 0) - ${MAX_PARAMETERS}, 0) + coalesce(nameless.names, 0) AS "leftOutCount"
    FROM asked LEFT JOIN requests USING (id) LEFT JOIN listed USING (id) LEFT JOIN nameless USING (id)`);
}

/**
 * Requests to `asked.id` of which the parameters are its own: answered, not blocked, and no attack. Those of the newest
 * days first.
 */
function countedRequests(tenant: string, period: Period | null): Sql {
  return sql`SELECT found.* FROM facet_count AS kept CROSS JOIN LATERAL (
      SELECT r.day, r.parameter_set, left(r.query, ${MAX_QUERY + 1}) AS query FROM request AS r
      WHERE r.tenant = ${tenant} AND r.endpoint_id = asked.id AND r.day = kept.day
        AND NOT r.blocked AND r.status BETWEEN 200 AND 399 AND r.attack_count = 0 AND ${periodCondition(period)}
      LIMIT ${MAX_REQUESTS}
    ) AS found
    WHERE kept.tenant = ${tenant} AND kept.dimension = 'SESSION' AND ${daysCondition(sql`kept.day`, period)}
    ORDER BY kept.day DESC LIMIT ${MAX_REQUESTS}`;
}

/** The pairs of `looked.query`. A word without `=` is no name, and neither is what no program would call something. */
function inQuery(): Sql {
  return sql`SELECT 'REQUEST_QUERY' AS source, name, ${parameterKind(sql`value`)} AS kind,
      has_value AND name ~ '^[A-Za-z_$@][A-Za-z0-9_.$@:~\\[\\]-]{0,63}$' AS named, n
    FROM (
      SELECT CASE WHEN pair !~ '[[%]' THEN left(split_part(pair, '=', 1), 80) ELSE
          regexp_replace(replace(replace(replace(replace(left(split_part(pair, '=', 1), 80), '%5B', '['), '%5b', '['),
            '%5D', ']'), '%5d', ']'), '\\[[0-9]+\\]', '[]', 'g') END AS name,
        left(substr(pair, strpos(pair, '=') + 1), ${MAX_VALUE}) AS value, strpos(pair, '=') > 0 AS has_value, n
      FROM unnest((string_to_array(left(looked.query, ${MAX_QUERY}), '&'))[1:${MAX_PAIRS}]) WITH ORDINALITY AS pairs(pair, n)
      WHERE pair <> '' OFFSET 0
    ) AS split`;
}

/** Those of `looked.parameter_set`, but for what tells the client. */
function inSet(tenant: string): Sql {
  return sql`SELECT p ->> 'source', p ->> 'name',
      CASE WHEN (p ->> 'hashed')::bool OR p ->> 'value' IS NULL THEN 'HIDDEN' ELSE ${parameterKind(sql`left(p ->> 'value', ${MAX_VALUE})`)} END,
      TRUE, ${MAX_PAIRS} + n
    FROM parameter_set AS s CROSS JOIN LATERAL jsonb_array_elements(s.parameters) WITH ORDINALITY AS each(p, n)
    WHERE s.tenant = ${tenant} AND s.day = looked.day AND s.code = looked.parameter_set
      AND p ->> 'source' = ANY(${[...SENT]}::text[])
      AND NOT (p ->> 'source' = 'REQUEST_HEADER' AND lower(p ->> 'name') = 'user-agent')`;
}
