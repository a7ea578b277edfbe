import { ATTACK_SHARE, type Client } from './client.ts';
import { mix, type Random } from './random.ts';
import type { Wanted } from './rare.ts';
import * as world from './world.ts';

/** A line of the documented NDJSON, whose ids are trusted. */
export interface RequestLine {
  id: string;
  time: string;
  method: string;
  host: string;
  path: string;
  query?: string;
  status?: number;
  durationMs: number;
  sizeBytes: number;
  ip: string;
  countryCode?: string;
  sourceTags: readonly string[];
  application: string;
  protocol: string;
  user?: string;
  role?: string;
  blocked: boolean;
  detections?: object[];
  parameters: object[];
  content: object;
}

/** Requests of others that are taken for an attack. */
const STRAY = 0.001;

export interface Drawn {
  client: Client;
  random: Random;
  /** Milliseconds. */
  time: number;
  /** Null: anything. */
  wanted: Wanted | null;
}

/** @param number tells it from every other request of its tenant */
export function requestOf({ client, random, time, wanted }: Drawn, number: number, prefix: string): RequestLine {
  const drawn = world.ENDPOINTS[random.rank(world.ENDPOINTS.length)]!;
  const endpoint = wanted ? world.ENDPOINTS.find(({ method }) => method === wanted.method)! : drawn;
  const attack = wanted?.type ? { type: wanted.type, id: `rare-${wanted.type}` } : attackOf(client, random);
  const isBlocked = attack !== null && (wanted !== null || random.chance(0.6));
  const usual = random.pick(world.STATUSES[endpoint.method === 'GET' ? 'read' : 'write']);
  const status = isBlocked ? 403 : (wanted?.status ?? usual);
  const parameter = attack && world.PAYLOADS[attack.type] ? 'q' : null;
  const payload = attack ? (world.PAYLOADS[attack.type] ?? null) : null;
  const path = endpoint.template.replace('{int}', String(1 + random.rank(100_000)));
  const isPaged = parameter === null && endpoint.method === 'GET' && random.chance(0.3);
  return {
    id: idOf(prefix, number),
    time: new Date(time).toISOString(),
    method: endpoint.method,
    host: wanted || random.chance(0.9) ? client.host : world.HOSTS[random.rank(world.HOSTS.length)]!,
    path,
    ...(parameter ? { query: `${parameter}=${encodeURIComponent(payload!)}` } : {}),
    ...(isPaged ? { query: `page=${1 + random.rank(50)}` } : {}),
    ...(status === null ? {} : { status }),
    // Servers write whole milliseconds.
    durationMs: Math.round(random.around(endpoint.duration, random.chance(0.01) ? 2 : 0.4)),
    sizeBytes: status === 204 || status === null ? 0 : Math.round(random.around(endpoint.size, 0.3)),
    ip: client.ip,
    ...(client.country === null ? {} : { countryCode: client.country }),
    sourceTags: client.tags,
    application: client.application,
    protocol: client.protocol,
    ...(client.user === null ? {} : { user: client.user, role: client.role! }),
    blocked: isBlocked,
    ...(attack ? { detections: [detectionOf(attack, payload, parameter, isBlocked)] } : {}),
    parameters: [{ name: 'sid', source: 'REQUEST_COOKIE', value: client.sid }],
    content: { requestHeaders: [{ name: 'User-Agent', value: client.agent }] },
  };
}

function attackOf(client: Client, random: Random): { type: string; id: string } | null {
  if (client.attack) return random.chance(ATTACK_SHARE) ? client.attack : null;
  if (!random.chance(STRAY)) return null;
  const type = random.pick(world.ATTACKS);
  return { type, id: `stray-${type}` };
}

function detectionOf(
  { type, id }: { type: string; id: string },
  payload: string | null,
  parameter: string | null,
  isBlocked: boolean,
): object {
  return {
    type,
    attackId: id,
    ...(payload === null ? {} : { payload }),
    ...(parameter === null ? {} : { parameter: `ARGS:${parameter}` }),
    action: isBlocked ? 'BLOCKED' : 'MONITORED',
  };
}

/** As long, and as little in order, as the ids of real systems; never the same for two numbers. */
function idOf(prefix: string, number: number): string {
  const hex = (value: number) => value.toString(16).padStart(8, '0');
  return `${prefix}${hex(mix(number))}${hex(mix(number ^ 0x5bd1e995))}`;
}
