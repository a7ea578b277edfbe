import type pg from 'pg';
import type { StoredRequest } from './stored-request.type.ts';

/**
 * The codes of the parameters of some requests: those of a day that have the same share them. Writes what is new. Inside a
 * transaction under the tenant's lock: codes are given in their order.
 * @returns by request; null: it has no parameters
 */
export async function codesOfParameters(
  client: pg.ClientBase,
  tenant: string,
  requests: readonly Pick<StoredRequest, 'day' | 'parameters'>[],
): Promise<(number | null)[]> {
  const texts = requests.map(({ parameters }) => (parameters.length > 0 ? JSON.stringify(parameters) : null));
  const sets = new Map<string, { day: string; text: string }>();
  for (const [index, { day }] of requests.entries()) {
    const text = texts[index];
    if (text) sets.set(`${day} ${text}`, { day, text });
  }
  if (sets.size === 0) return texts.map(() => null);
  const given = [...sets.values()];
  const { rows } = await client.query<{ codes: number[] }>(
    `WITH given AS MATERIALIZED (
       SELECT day, parameters, digest_of(parameters) AS digest, n
       FROM unnest($2::date[], $3::jsonb[]) WITH ORDINALITY AS each(day, parameters, n)
     ), known AS MATERIALIZED (
       SELECT given.*, stored.code FROM given LEFT JOIN LATERAL (
         SELECT code FROM parameter_set WHERE tenant = $1 AND day = given.day AND digest = given.digest OFFSET 0
       ) AS stored ON TRUE
     ), last AS (
       SELECT day, coalesce((SELECT max(code) FROM parameter_set WHERE tenant = $1 AND day = touched.day), 0) AS code
       FROM (SELECT DISTINCT day FROM given) AS touched
     ), fresh AS (
       SELECT day, digest, last.code + row_number() OVER (PARTITION BY day ORDER BY n)::int AS code, parameters
       FROM (SELECT DISTINCT ON (day, digest) * FROM known WHERE code IS NULL ORDER BY day, digest, n) AS missing
       JOIN last USING (day)
     ), written AS (
       INSERT INTO parameter_set (tenant, day, code, digest, parameters)
       SELECT $1, day, code, digest, parameters FROM fresh
     )
     SELECT array_agg(coalesce(known.code, fresh.code) ORDER BY n) AS codes
     FROM known LEFT JOIN fresh USING (day, digest)`,
    [tenant, given.map(({ day }) => day), given.map(({ text }) => text)],
  );
  const codeOf = new Map([...sets.keys()].map((name, index) => [name, rows[0]!.codes[index]!]));
  return texts.map((text, index) => (text ? codeOf.get(`${requests[index]!.day} ${text}`)! : null));
}
