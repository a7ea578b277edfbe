import type { Facts } from './question.type.ts';

/** What one request must meet, and the three ways to say it. */
export interface Condition {
  method?: string;
  status?: number;
  host?: string;
  country?: string;
  type?: string;
  /** Part of the name of its user. */
  user?: string;
}

/** As `SessionRequestFilter`. */
export function asFilter({ method, status, host, country, type, user }: Condition): object {
  return {
    ...(method ? { methods: [method] } : {}),
    ...(status ? { statuses: [status] } : {}),
    ...(host ? { hosts: [host] } : {}),
    ...(country ? { countries: [country] } : {}),
    ...(type ? { attackTypes: [type] } : {}),
    ...(user ? { users: { contains: user } } : {}),
  };
}

/** Of `bench.narrow AS n`. A value that nobody has meets nothing. */
export function asSql({ method, status, host, country, type, user }: Condition, { code }: Facts): string {
  return and([
    method && `n.method = ${code('method', method)}`,
    status && `n.status = ${status}`,
    host && `n.host = ${code('host', host)}`,
    country && `n.country = ${code('country', country)}`,
    type && `n.detections > 0 AND n.types @> ARRAY[${code('type', type)}]::int[]`,
    user &&
      `n.user_name IN (SELECT code FROM bench.code WHERE dimension = 'user' AND value ILIKE ${text(`%${user}%`)})`,
  ]);
}

export function asClickHouse({ method, status, host, country, type, user }: Condition): string {
  return and([
    method && `method = ${text(method)}`,
    status && `status = ${status}`,
    host && `host = ${text(host)}`,
    country && `country = ${text(country)}`,
    type && `has(types, ${text(type)})`,
    user && `user ILIKE ${text(`%${user}%`)}`,
  ]);
}

/** A literal; what questions ask for is ours, and holds no quotes. */
export function text(value: string): string {
  if (/['\\]/.test(value)) throw new Error(`no literal: ${value}`);
  return `'${value}'`;
}

export interface Period {
  from: string;
  to: string;
}

/** `time` in a period, for the floor. */
export function during({ from, to }: Period, column = 'n.time'): string {
  return `${column} >= ${text(from)} AND ${column} < ${text(to)}`;
}

/** For ClickHouse, with the days that its key has. */
export function duringClickHouse({ from, to }: Period): string {
  const last = new Date(Date.parse(to) - 1).toISOString().slice(0, 10);
  const time = (value: string) => `parseDateTime64BestEffort(${text(value)}, 3, 'UTC')`;
  return `tenant = 0 AND day >= ${text(from.slice(0, 10))} AND day <= ${text(last)} AND time >= ${time(from)} AND time < ${time(to)}`;
}

function and(conditions: readonly (string | false | 0 | undefined)[]): string {
  const given = conditions.filter((each): each is string => Boolean(each));
  return given.length === 0 ? 'true' : given.join(' AND ');
}
