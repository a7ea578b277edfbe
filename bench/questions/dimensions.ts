import type { Condition } from './condition.ts';

/** What requests are grouped by: its name in the graph, its column in `bench.narrow`, in ClickHouse, in the codes, and its own condition. */
export interface GroupedBy {
  dimension: string;
  column: string;
  clickHouse: string;
  /** Null: the number is the value. */
  coded: string | null;
  own: keyof Condition | null;
}

export const DIMENSIONS = {
  method: { dimension: 'METHOD', column: 'n.method', clickHouse: 'method', coded: 'method', own: 'method' },
  status: { dimension: 'STATUS', column: 'n.status', clickHouse: 'status', coded: null, own: 'status' },
  host: { dimension: 'HOST', column: 'n.host', clickHouse: 'host', coded: 'host', own: 'host' },
  country: { dimension: 'COUNTRY', column: 'n.country', clickHouse: 'country', coded: 'country', own: 'country' },
  type: { dimension: 'ATTACK_TYPE', column: 'type', clickHouse: 'arrayJoin(types)', coded: 'type', own: 'type' },
  endpoint: { dimension: 'ENDPOINT', column: 'n.endpoint', clickHouse: 'endpoint', coded: 'endpoint', own: null },
  user: { dimension: 'USER', column: 'n.user_name', clickHouse: 'user', coded: 'user', own: 'user' },
  ip: { dimension: 'IP', column: 'n.ip', clickHouse: 'ip', coded: 'ip', own: null },
} as const satisfies Record<string, GroupedBy>;
export type DimensionName = keyof typeof DIMENSIONS;

/** Where the values of a dimension are, in the floor: one row a value. */
export function sourceOf(name: DimensionName): string {
  return name === 'type' ? 'bench.narrow AS n CROSS JOIN LATERAL unnest(n.types) AS type' : 'bench.narrow AS n';
}

/** A condition without that of the dimension itself. */
export function without(condition: Condition, name: DimensionName): Condition {
  const own = DIMENSIONS[name].own;
  if (own === null) return condition;
  const { [own]: _own, ...others } = condition;
  return others;
}

/** The text that a code `of.code` of dimension `of.name` stands for. */
export const VALUE = `CASE WHEN of.name = 'status' THEN of.code::text
  ELSE (SELECT value FROM bench.code WHERE code.dimension = of.name AND code.code = of.code) END`;
