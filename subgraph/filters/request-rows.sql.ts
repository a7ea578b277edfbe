import { type Sql, sql } from '../db/sql.ts';

// How rows of requests and of session parts belong together. A part has a number, made of its tenant, key and day
// (`part_of` in the migrations): rows of requests have it in place of the key.

/**
 * `request AS r` is one of the part of a key and a day.
 * @param days those that there are: PostgreSQL plans for their partitions alone
 */
export function isOfPart(tenant: string, key: Sql, day: Sql, days: readonly string[]): Sql {
  return sql`r.tenant = ${tenant} AND r.part = part_of(${tenant}, ${key}, ${day}) AND r.day = ${day} AND r.day = ANY(${days}::date[])`;
}

/** `request AS r` is one of `session AS s`. */
export const IS_OF_SESSION = sql`r.tenant = s.tenant AND r.part = s.part AND r.day = s.day`;

/** The row of `session` of a part and its day; `OFFSET 0`: looked up for each. */
export function sessionOf(tenant: string, part: Sql, day: Sql): Sql {
  return sql`(SELECT * FROM session WHERE session.tenant = ${tenant} AND session.part = ${part} AND session.day = ${day} OFFSET 0)`;
}

/** The key of the session of `request AS r`. */
export const SESSION_KEY = sql`(SELECT session.key FROM session WHERE session.part = r.part AND session.day = r.day)`;

/** `parameter_set AS shared` has the parameters of `request AS r`: requests of a day that have the same share them. */
export const ARE_PARAMETERS_OF = sql`shared.tenant = r.tenant AND shared.day = r.day AND shared.code = r.parameter_set`;

/** `detection AS d` is one of `request AS r`. */
export const IS_DETECTION_OF = sql`d.tenant = r.tenant AND d.part = r.part AND d.day = r.day AND d.request_id = r.id`;

/** Something was found in `request AS r`, that counts as an attack. */
export const IS_MALICIOUS = sql`(r.attack_types IS NOT NULL)`;

/** Something was found in `request AS r`, false positives too. */
export const HAS_DETECTIONS = sql`(r.attack_types IS NOT NULL OR r.false_positive_types IS NOT NULL)`;

/**
 * Text of SQL: a row with the tenant of the same has the id of a request, by the index of their digests.
 * @param row its alias, of `request`
 * @param tenant that of the row, as the statement names it
 */
export function hasId(row: string, tenant: string, id: string): string {
  return `hashtextextended(${row}.id, hashtextextended(${row}.tenant, 0)) = hashtextextended(${id}, hashtextextended(${tenant}, 0)) AND ${row}.id = ${id}`;
}

/**
 * Text of SQL: `request` is that of a tenant and an id, by the index of their digests and by no other one. Of a tenant that is
 * new among others the planner expects a row, and would look for each of many ids in all that the tenant has.
 */
export function isRequest(tenant: string, id: string): string {
  return `${hasId('request', tenant, id)} AND request.tenant || '' = ${tenant}`;
}
