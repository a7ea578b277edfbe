import type { Database } from '../../subgraph/db/database.ts';

/** A line of attacks/attacks.ndjson. */
export interface PeerAttack {
  id: string;
  /** AttackType of the attacks peer. */
  type: string;
  severity: 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';
  /** Of its first detection. */
  payload: string | null;
  point: string | null;
  /** Numbers of the rules that matched in it; none where no rule set found it. */
  stamps: number[];
  /** Milliseconds from its first request to the end of the traffic's last day: imports move the days. */
  msBeforeEnd: number;
  requestCount: number;
}

/** A line of discovery/endpoints.ndjson.gz. */
export interface PeerEndpoint {
  id: string;
  method: string;
  host: string;
  pathTemplate: string;
  /** 1 to 10; absent: not assessed. */
  risk?: number;
  rogue?: string;
  /** In the words of the discovery peer. */
  sensitiveData?: string[];
  /** As msBeforeEnd of an attack, from its last request. */
  msBeforeEnd: number;
}

/** Our code of an attack type -> the words of another team, and how bad it finds it. */
const TYPES: Record<string, [type: string, severity: PeerAttack['severity']]> = {
  blocked_source: ['BLOCKED_SOURCE', 'LOW'],
  bola: ['BOLA', 'HIGH'],
  brute: ['BRUTE', 'HIGH'],
  dirbust: ['FORCED_BROWSING', 'MEDIUM'],
  protocol_violation: ['PROTOCOL', 'LOW'],
  ptrav: ['PATH_TRAVERSAL', 'HIGH'],
  rate_limit: ['FLOOD', 'MEDIUM'],
  rce: ['RCE', 'CRITICAL'],
  scraping: ['SCRAPING', 'MEDIUM'],
  scanner: ['SCANNER', 'LOW'],
  sqli: ['SQLI', 'CRITICAL'],
  vpatch: ['VIRTUAL_PATCH', 'MEDIUM'],
  xss: ['XSS', 'HIGH'],
};

const SENSITIVE_DATA: Record<string, string> = {
  PII: 'personal data',
  CREDENTIALS: 'credentials',
  FINANCIAL: 'payment data',
  MEDICAL: 'health data',
  TECHNICAL: 'internals',
};

const DAY = 86_400_000;

/** What the peers own, from a store that holds the demo traffic and nothing else; ordered by id. */
export async function readPeerData(
  { pool }: Database,
  tenant: string,
): Promise<{ attacks: PeerAttack[]; endpoints: PeerEndpoint[] }> {
  const { rows: days } = await pool.query<{ last: Date }>('SELECT max(time) AS last FROM request WHERE tenant = $1', [
    tenant,
  ]);
  const end = (Math.floor(days[0]!.last.getTime() / DAY) + 1) * DAY;
  const attacks = await pool.query<AttackRow>(ATTACKS, [tenant]);
  const endpoints = await pool.query<EndpointRow>(ENDPOINTS, [tenant]);
  return {
    attacks: attacks.rows.map((row) => toAttack(row, end)),
    endpoints: endpoints.rows.map((row) => toEndpoint(row, end)),
  };
}

interface AttackRow {
  id: string;
  type: string;
  payload: string | null;
  parameter: string | null;
  stamps: number[];
  first_seen_at: Date;
  requests: number;
}

const ATTACKS = `
  SELECT d.attack_id AS id, min(d.type) AS type, min(r.time) AS first_seen_at, count(DISTINCT r.seq)::int AS requests,
    (array_agg(d.payload ORDER BY r.time, r.seq))[1] AS payload,
    (array_agg(d.parameter ORDER BY r.time, r.seq))[1] AS parameter,
    ARRAY(SELECT DISTINCT left(tag->>'value', 6)::int AS rule
      FROM detection AS own, jsonb_array_elements(own.tags) AS tag
      WHERE own.tenant = $1 AND own.attack_id = d.attack_id AND tag->>'key' = 'rule' AND tag->>'value' ~ '^[0-9]{6} '
      ORDER BY rule) AS stamps
  FROM detection AS d JOIN request AS r
    ON r.tenant = d.tenant AND r.part = d.part AND r.day = d.day AND r.id = d.request_id
  WHERE d.tenant = $1 AND d.attack_id IS NOT NULL
  GROUP BY d.attack_id ORDER BY d.attack_id COLLATE "C"`;

function toAttack(
  { id, type, payload, parameter, stamps, first_seen_at, requests }: AttackRow,
  end: number,
): PeerAttack {
  const known = TYPES[type];
  if (!known) throw new Error(`the attacks peer has no word for ${type}`);
  return {
    id,
    type: known[0],
    severity: known[1],
    payload,
    point: parameter,
    stamps,
    msBeforeEnd: end - first_seen_at.getTime(),
    requestCount: requests,
  };
}

interface EndpointRow {
  id: string;
  method: string;
  host: string;
  path_template: string;
  risk_score: number | null;
  rogue: string | null;
  sensitive_data: string[];
  last_seen_at: Date;
}

const ENDPOINTS = `
  SELECT e.id, e.method, e.host, e.path_template, e.risk_score, e.rogue, e.sensitive_data, max(r.time) AS last_seen_at
  FROM endpoint AS e JOIN request AS r ON r.tenant = e.tenant AND r.endpoint_id = e.id
  WHERE e.tenant = $1 GROUP BY e.tenant, e.id ORDER BY e.id COLLATE "C"`;

function toEndpoint(row: EndpointRow, end: number): PeerEndpoint {
  return {
    id: row.id,
    method: row.method,
    host: row.host,
    pathTemplate: row.path_template,
    ...(row.risk_score === null ? {} : { risk: Math.round(row.risk_score) }),
    ...(row.rogue === null ? {} : { rogue: row.rogue }),
    ...(row.sensitive_data.length === 0
      ? {}
      : { sensitiveData: row.sensitive_data.map((kind) => SENSITIVE_DATA[kind]!) }),
    msBeforeEnd: end - row.last_seen_at.getTime(),
  };
}
