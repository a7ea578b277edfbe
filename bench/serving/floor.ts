import { during } from '../questions/condition.ts';
import { NEWEST } from '../questions/pages.ts';

// The best SQL that was found for the page of the list, in one statement over the tables of the floor. It has no numbers of malicious and blocked
// requests, no applications, flows, other days and names of endpoints, which those tables do not have: so it is rather too low.

/** Dimensions of the floor whose most frequent values a row shows, and how many of them. */
const SHOWN = { user: 2, role: 2, ip: 2, host: 2, type: 3, endpoint: 2 };

export interface Floor {
  text: string;
  /** What of our answer the floor has: the same as `text` gives. */
  ours(data: unknown): unknown;
}

/** @param condition on requests, `bench.narrow AS n`, by which sessions are listed; null: all are */
export function listFloor(period: { from: string; to: string }, condition: string | null): Floor {
  const found = condition && `n.tenant = 0 AND ${during(period)} AND ${condition}`;
  const source = found
    ? `(SELECT part, count(*) AS matches, min(time) AS first, max(time) AS last FROM bench.narrow AS n WHERE ${found} GROUP BY part) AS found
         JOIN bench.session AS s USING (part)`
    : 'bench.session AS s';
  const match = found
    ? 'matches, extract(epoch FROM first) * 1000 AS first, extract(epoch FROM last) * 1000 AS last'
    : 's.requests AS matches, extract(epoch FROM s.started) * 1000 AS first, extract(epoch FROM s.last_seen) * 1000 AS last';
  const limits = Object.entries(SHOWN).map(([name, limit]) => `('${name}', ${limit})`);
  return {
    text: `WITH page AS MATERIALIZED (
        SELECT s.part, s.key, s.day, s.started, s.last_seen, s.requests, s.attacks, ${match}
        FROM ${source} WHERE s.tenant = 0 AND ${during(period, 's.last_seen')} ${NEWEST})
      SELECT json_agg(json_build_array(key || '.' || to_char(day, 'YYYYMMDD'), extract(epoch FROM started) * 1000, extract(epoch FROM last_seen) * 1000,
        requests, attacks, matches, first, last, shown.dimensions) ORDER BY last_seen DESC, key DESC, day DESC)::text AS answer
      FROM page CROSS JOIN LATERAL (
        SELECT json_object_agg(dimension, top) AS dimensions FROM (
          SELECT dimension, json_agg(json_build_array(value, requests, country) ORDER BY requests DESC, value) AS top FROM (
            SELECT v.dimension, c.value, v.requests, shown.most,
              row_number() OVER (PARTITION BY v.dimension ORDER BY v.requests DESC, c.value) AS rank
            FROM (VALUES ${limits.join(', ')}) AS shown(dimension, most)
            JOIN bench.value AS v ON v.part = page.part AND v.dimension = shown.dimension
            JOIN bench.code AS c ON c.dimension = v.dimension AND c.code = v.code
          ) AS ranked LEFT JOIN LATERAL (
            SELECT r.country FROM bench.request AS r WHERE ranked.dimension = 'ip' AND r.tenant = 0 AND r.part = page.part AND r.ip = ranked.value
            ORDER BY r.time DESC, r.seq DESC LIMIT 1
          ) AS newest ON TRUE WHERE rank <= most GROUP BY dimension
        ) AS tops
      ) AS shown`,
    ours,
  };
}

interface Row {
  match: { requestCount: { value: number }; firstAt: string; lastAt: string };
  node: {
    id: string;
    startedAt: string;
    lastSeenAt: string;
    requestCount: number;
    attackCount: number;
    users: string[];
    roles: string[];
    ips: { address: string; requestCount: number; countryCode: string | null }[];
    hosts: { host: string; requestCount: number }[];
    attackTypes: { type: { code: string } }[];
    topEndpoints: { summary: { id: string }; requestCount: number }[];
  };
}

function ours(data: unknown): unknown {
  const { edges } = (data as { sessions: { edges: Row[] } }).sessions;
  return edges.map(({ match, node }) => [
    node.id,
    ...[node.startedAt, node.lastSeenAt].map(Date.parse),
    node.requestCount,
    node.attackCount,
    match.requestCount.value,
    ...[match.firstAt, match.lastAt].map(Date.parse),
    {
      user: node.users,
      role: node.roles,
      ip: node.ips.map((each) => [each.address, each.requestCount, each.countryCode]),
      host: node.hosts.map((each) => [each.host, each.requestCount]),
      type: node.attackTypes.map(({ type }) => type.code),
      endpoint: node.topEndpoints.map((each) => [each.summary.id, each.requestCount]),
    },
  ]);
}

type Told = [value: string, requests: number, country: string | null];

/** The answer of the floor in the same form. */
export function floorAnswer(text: string): unknown {
  const rows = JSON.parse(text) as [...unknown[], Record<string, Told[]> | null][];
  return rows.map((row) => {
    const values = (row.at(-1) ?? {}) as Record<string, Told[]>;
    const of = (name: string) => values[name] ?? [];
    const counted = (name: string) => of(name).map(([value, requests]) => [value, requests]);
    const names = (name: string) => of(name).map(([value]) => value);
    return [
      ...row.slice(0, -1),
      {
        user: names('user'),
        role: names('role'),
        ip: of('ip'),
        host: counted('host'),
        type: names('type'),
        endpoint: counted('endpoint'),
      },
    ];
  });
}
