/** What a rule engine found in the replayed requests, and what simple rules of our own find in how they follow each other. */
import { createHash } from 'node:crypto';
import { type DemoDetection, header, KEY_HEADER, type Recorded } from './recorded.ts';

/** A detection before it is put into an attack. */
interface Finding {
  type: string;
  payload?: string;
  parameter?: string;
  tags: { key: string; value: string }[];
}

const MINUTE = 60_000;

// --- the rule engine

/** Tag of a rule -> our code. Rules without such a tag say nothing about an attack (site policy, sums). */
const TYPES: Record<string, string> = {
  'attack-sqli': 'sqli',
  'attack-xss': 'xss',
  'attack-rce': 'rce',
  'attack-injection-php': 'rce',
  'attack-injection-java': 'rce',
  'attack-injection-generic': 'rce',
  'attack-lfi': 'ptrav',
  'attack-rfi': 'rce',
  'attack-ssrf': 'ssrf',
  'attack-ldap': 'ldapi',
  'attack-reputation-scanner': 'scanner',
  'attack-disclosure': 'infoleak',
  'attack-protocol': 'protocol_violation',
};

interface AuditLine {
  request: { headers: Record<string, string> };
  audit_data: { messages?: string[] };
}

/** Key of a request -> what the rules found in it, one finding for each type. */
export function readAuditLog(text: string): Map<string, Finding[]> {
  const found = new Map<string, Finding[]>();
  for (const line of text.split('\n')) {
    if (!line) continue;
    const { request, audit_data } = JSON.parse(line) as AuditLine;
    const findings: Finding[] = [];
    for (const finding of (audit_data.messages ?? []).map(parseMessage)) {
      if (!finding) continue;
      const same = findings.find(({ type }) => type === finding.type);
      if (!same) findings.push(finding);
      else same.tags.push(...finding.tags.filter((tag) => !same.tags.some(({ value }) => value === tag.value)));
    }
    if (findings.length > 0) found.set(request.headers[KEY_HEADER]!, findings);
  }
  return found;
}

function parseMessage(message: string): Finding | undefined {
  const field = (name: string) => {
    const value = new RegExp(`\\[${name} "((?:[^"\\\\]|\\\\.)*)"\\]`).exec(message)?.[1];
    return value && unescapeLog(value);
  };
  const tags = [...message.matchAll(/\[tag "([^"]+)"\]/g)].map(([, tag]) => tag!);
  const type = tags.map((tag) => TYPES[tag]).find((each) => each !== undefined);
  if (!type) return undefined;
  // `Matched Data: <payload> found within <variable>: <value>`, or the payload alone.
  const data = field('data') ?? '';
  const [, matched, variable, value] = /^Matched Data: (.*) found within (\S+): (.*)$/s.exec(data) ?? [];
  const payload = message.includes('libinjection') ? value : (matched ?? data);
  return {
    type,
    ...(payload ? { payload } : {}),
    ...(variable ? { parameter: variable } : {}),
    tags: [
      { key: 'detector', value: field('ver')!.replace('_', ' ').replace('/', ' ') },
      { key: 'rule', value: `${field('id')} ${field('msg')}` },
    ],
  };
}

function unescapeLog(text: string): string {
  const bytes = text.replace(/\\(?:x([0-9a-f]{2})|(.))/g, (_, hex?: string, char?: string) =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : char!,
  );
  return Buffer.from(bytes, 'latin1').toString();
}

// --- rules of our own

/** This many different paths that do not exist, asked for by one address in five minutes. */
const DIRBUST_PATHS = 10;
const DIRBUST_WINDOW = 5 * MINUTE;
/** Two addresses that have this many of such paths in common work off the same list: one attack. */
const DIRBUST_SHARED_PATHS = 2;
/** Requests of one address in a minute; those beyond are flagged. */
const RATE_LIMIT = 60;
/** Failed logins of one client in a minute. */
const BRUTE_LOGINS = 10;
/** Different products, or orders, that one session opens in five minutes; only where the source names sessions. */
const SCRAPED_PRODUCTS = 40;
const SEEN_ORDERS = 20;
const SESSION_WINDOW = 5 * MINUTE;

interface Derived {
  finding: Finding;
  /** What is joined into one attack. */
  actor: string;
}

export function deriveDetections(records: Recorded[]): Map<string, Derived[]> {
  const found = new Map<string, Derived[]>();
  const flag = (record: Recorded, type: string, rule: string, actor: string) => {
    const tags = [
      { key: 'detector', value: 'derived' },
      { key: 'rule', value: rule },
    ];
    found.set(record.key, [...(found.get(record.key) ?? []), { finding: { type, tags }, actor }]);
  };

  const busters = new Map<string, Recorded[]>();
  for (const [actor, own] of byActor(records)) {
    const missing = own.filter(({ request }) => request.status === 404);
    const probes = inDenseWindows(missing, DIRBUST_WINDOW, (few) => distinctPaths(few).size >= DIRBUST_PATHS);
    if (probes.length > 0) busters.set(actor, probes);

    const logins = own.filter(isFailedLogin);
    for (const record of inDenseWindows(logins, MINUTE, (few) => few.length >= BRUTE_LOGINS)) {
      flag(record, 'brute', `${BRUTE_LOGINS} or more failed logins of one client in a minute`, actor);
    }

    if (own[0]!.request.ip === undefined) continue;
    own.forEach((record, index) => {
      const before = own[index - RATE_LIMIT];
      if (before && timeOf(record) - timeOf(before) < MINUTE) {
        flag(record, 'rate_limit', `More than ${RATE_LIMIT} requests of one address in a minute`, actor);
      }
    });
  }
  for (const [actor, probes] of busters) {
    for (const record of probes) {
      const rule = `${DIRBUST_PATHS} or more different missing paths of one address in five minutes`;
      flag(record, 'dirbust', rule, leader(actor, busters));
    }
  }
  for (const own of bySession(records)) {
    const [{ actor, request }] = own as [Recorded];
    const opened = (path: RegExp) => own.filter((record) => path.test(record.request.path));
    for (const record of distinctInWindow(opened(/\/products\/\d+$/), SCRAPED_PRODUCTS)) {
      // A bot has many addresses and sessions, and one program: its agent joins them.
      const rule = `${SCRAPED_PRODUCTS} or more different products of one session in five minutes; one agent is one attack`;
      flag(record, 'scraping', rule, agentOf(record));
    }
    if (request.role === 'support' || request.role === 'admin') continue;
    for (const record of distinctInWindow(opened(/\/orders\/\d+$/), SEEN_ORDERS)) {
      flag(record, 'bola', `${SEEN_ORDERS} or more different orders of one customer's session in five minutes`, actor);
    }
  }
  return found;
}

function bySession(records: Recorded[]): Recorded[][] {
  const groups = new Map<string, Recorded[]>();
  for (const record of records) {
    if (record.session) groups.set(record.session, [...(groups.get(record.session) ?? []), record]);
  }
  return [...groups.values()];
}

function distinctInWindow(records: Recorded[], least: number): Recorded[] {
  return inDenseWindows(records, SESSION_WINDOW, (few) => distinctPaths(few).size >= least);
}

function agentOf({ requestHeaders }: Recorded): string {
  return header(requestHeaders, 'user-agent') ?? '';
}

/** The first of the addresses that are joined with this one, directly or through others, by paths in common. */
function leader(actor: string, busters: Map<string, Recorded[]>): string {
  const joined = new Set([actor]);
  for (const each of joined) {
    const paths = distinctPaths(busters.get(each)!);
    for (const [other, probes] of busters) {
      const shared = [...distinctPaths(probes)].filter((path) => paths.has(path)).length;
      if (shared >= DIRBUST_SHARED_PATHS) joined.add(other);
    }
  }
  return [...joined].sort()[0]!;
}

function byActor(records: Recorded[]): Map<string, Recorded[]> {
  const groups = new Map<string, Recorded[]>();
  for (const record of records) groups.set(record.actor, [...(groups.get(record.actor) ?? []), record]);
  return groups;
}

/** The records that lie in any window of that length whose records meet the condition. Expects them in order of time. */
function inDenseWindows(records: Recorded[], length: number, dense: (few: Recorded[]) => boolean): Recorded[] {
  const chosen = new Set<Recorded>();
  let from = 0;
  for (let to = 0; to < records.length; to++) {
    while (timeOf(records[to]!) - timeOf(records[from]!) >= length) from++;
    const few = records.slice(from, to + 1);
    if (dense(few)) for (const record of few) chosen.add(record);
  }
  return records.filter((record) => chosen.has(record));
}

function distinctPaths(records: Recorded[]): Set<string> {
  return new Set(records.map(({ request }) => request.path));
}

function isFailedLogin({ request, responseBody }: Recorded): boolean {
  return request.path.endsWith('/login') && /Password is not correct|Username does not exist/.test(responseBody);
}

function timeOf(record: Recorded): number {
  return Date.parse(record.request.time);
}

// --- together

/** All detections of a request, one of each type. Those of one type and one actor are one attack. */
export function toDetections(record: Recorded, rules: Finding[], derived: Derived[]): DemoDetection[] {
  const { actor, request, stopped } = record;
  const watched = [...rules.map((finding) => ({ finding, actor })), ...derived];
  const found = [
    ...(stopped ? [{ finding: ofGateway(stopped), actor, action: 'BLOCKED' as const }] : []),
    ...watched
      .filter(({ finding }) => finding.type !== stopped?.type)
      .map((each) => ({ ...each, action: 'MONITORED' as const })),
  ];
  return found.map(({ finding: { type, payload, parameter, tags }, actor, action }) => ({
    type,
    attackId: attackId(type, request.host, actor),
    ...(payload === undefined ? {} : { payload }),
    ...(parameter === undefined ? {} : { parameter }),
    tags,
    action,
  }));
}

/** What stood in front of the API has said itself why it stopped a request. */
function ofGateway({ rule, ...finding }: NonNullable<Recorded['stopped']>): Finding {
  const tags = [
    { key: 'detector', value: 'gateway' },
    { key: 'rule', value: rule },
  ];
  return { ...finding, tags };
}

function attackId(type: string, host: string, actor: string): string {
  const digest = createHash('sha256').update([type, host, actor].join('\n')).digest('hex');
  return `${type}-${digest.slice(0, 12)}`;
}
