import fc from 'fast-check';
import { expect } from 'vitest';
import { RELATIVE_ERROR } from '../../subgraph/baselines/histogram.ts';
import type { EndpointEntry } from '../../subgraph/business-flows/flows-file.ts';
import type { Database } from '../../subgraph/db/database.ts';
import { pathTemplate } from '../../subgraph/endpoints/path-template.ts';
import type { RequestFilter, SequenceStep, SessionFilter } from '../../subgraph/filters/filter.type.ts';
import type { PlainValues } from '../../subgraph/filters/request-fields.ts';
import { settle } from '../../subgraph/settling/settle.ts';
import { applyFlows } from '../../subgraph/store/flows-store.ts';
import { endpointId } from '../../subgraph/values/endpoint-id.ts';
import { act } from './actions.ts';
import { NaiveBaselines } from './naive-baselines.ts';
import type { NaiveRequest, NaiveSession } from './naive-filter.ts';
import type { Graph } from './open-graph.ts';
import { PLAIN_SAMPLES } from './plain-fields.ts';
import { importLines, type Line, newTenant } from './traffic.ts';

/** What is said of some endpoints of the random traffic; of the others nothing is known. */
const FACTS: EndpointEntry[] = [
  {
    method: 'GET',
    pathTemplate: '/users/{int}',
    businessFlows: ['ACC_MGMT'],
    riskScore: 4,
    sensitiveData: ['PII'],
  },
  {
    method: 'POST',
    pathTemplate: '/login',
    businessFlows: ['AUTH'],
    riskScore: 8,
    sensitiveData: ['CREDENTIALS', 'PII'],
  },
  { method: 'POST', pathTemplate: '/users/{int}', businessFlows: ['ACC_MGMT', 'BILLING'], riskScore: 3.9 },
  { method: 'GET', pathTemplate: '/orders/{int}/items', businessFlows: ['BILLING'] },
];

/**
 * Imports lines and makes the same sessions of plain objects; only ids are taken from the server. Inside a property: traffic
 * with a value of which a histogram may say either is left out (`fc.pre`).
 */
export async function seed(
  database: Database,
  graph: Graph,
  lines: Line[],
): Promise<{ tenant: string; sessions: NaiveSession[] }> {
  const tenant = newTenant();
  // Facts are those of now, whether they came before the requests or after.
  const facts = () => applyFlows(database.pool, tenant, { flows: [], rules: [], endpoints: FACTS });
  if (lines.length % 2 === 0) await facts();
  const summary = await importLines(database, tenant, lines);
  await settle(database, tenant);
  if (lines.length % 2 === 1) await facts();
  expect(summary).toMatchObject({ read: lines.length, accepted: lines.length, duplicates: 0, rejected: 0 });
  const requests = lines.map((line, seq) => toNaive(tenant, line, seq));
  const answered = new Set(requests.filter(isAnswer).map((each) => each.endpointId));
  for (const request of requests) {
    request.confirmed = answered.has(request.endpointId);
    request.kind = kindOf(requests.filter(({ endpointId: id }) => id === request.endpointId));
  }
  const groups = new Map<string, NaiveRequest[]>();
  const groupOf = requests.map(({ time }, index) => {
    const { sid, ip } = lines[index]!;
    return `${sid === undefined ? `ip ${ip}` : `sid ${sid}`} ${time.toISOString().slice(0, 10)}`;
  });
  for (const [index, request] of requests.entries()) {
    groups.set(groupOf[index]!, [...(groups.get(groupOf[index]!) ?? []), request]);
  }
  const measured = requests.map((each, index) => ({ ...each, session: groupOf[index]!, endpoint: each.endpointId }));
  const baselines = new NaiveBaselines(measured);
  for (const [index, request] of requests.entries()) {
    for (const [metric, field] of [
      ['DURATION', 'durationMs'],
      ['SIZE', 'sizeBytes'],
    ] as const) {
      const judged = baselines.judge(measured[index]!, field, RELATIVE_ERROR);
      fc.pre(!judged.borderline);
      if (judged.degree !== null) request.deviations.push(metric);
    }
  }
  const found = await Promise.all(
    [...groups.values()].map(async (members) => {
      const { request } = await graph.query<{
        request: { session: { id: string; key: string; risk: { score: number } | null } };
      }>(tenant, 'query ($id: ID!) { request(id: $id) { session { id key risk { score } } } }', { id: members[0]!.id });
      const { risk, ...session } = request.session;
      return { ...session, risk: risk?.score ?? null, requests: members };
    }),
  );
  const [first] = found;
  const blocked = await act(graph, tenant, 'block', { sessionId: first!.id, reason: 'the first of them' });
  expect(blocked.__typename).toBe('SessionBlockSuccess');
  const sessions = found.map((session) => ({ ...session, blocked: session.key === first!.key }));
  expect(summary.sessions).toBe(sessions.length);
  return { tenant, sessions };
}

/** An answer confirms its endpoint: no endpoint of the random traffic is specified. */
const isAnswer = ({ status, blocked }: NaiveRequest) => !blocked && status !== null && status >= 200 && status < 400;

/** What some requests to one endpoint say of it: no path of the random traffic says it, but that of a file. */
function kindOf(requests: NaiveRequest[]): string | null {
  if (requests[0]!.path.endsWith('.png')) return 'STATIC';
  const types = requests
    .filter((each) => isAnswer(each) && each.status! < 300)
    .map(({ mediaType }) => mediaType?.split(';')[0]);
  if (types.includes('application/problem+json')) return 'API';
  if (types.includes('text/html')) return 'PAGE';
  return types.includes('image/png') ? 'STATIC' : null;
}

function toNaive(tenant: string, line: Line, seq: number): NaiveRequest {
  const value = <T>(name: string) => (line[name] ?? null) as T;
  const [method, host, path] = [line.method!, value<string | null>('host'), line.path!];
  const template = pathTemplate(path);
  const known = FACTS.find((entry) => entry.method === method && entry.pathTemplate === template);
  const risk = known?.riskScore;
  const plain = Object.values(PLAIN_SAMPLES).map(({ property }) => [property, value(property)]);
  return {
    ...(Object.fromEntries(plain) as PlainValues),
    id: String(line.id),
    seq,
    time: new Date(line.time),
    path,
    template,
    endpointId: endpointId(tenant, method, host, template),
    status: value('status'),
    businessFlows: known?.businessFlows ?? [],
    riskLevel: risk === undefined ? null : risk < 4 ? 'LOW' : risk < 8 ? 'MEDIUM' : 'HIGH',
    sensitiveData: known?.sensitiveData ?? [],
    confirmed: false,
    kind: null,
    mediaType: value<{ responseHeaders: { value: string }[] } | null>('content')?.responseHeaders[0]?.value ?? null,
    durationMs: value('durationMs'),
    sizeBytes: value('sizeBytes'),
    deviations: [],
    ip: value('ip'),
    user: value('user'),
    role: value('role'),
    blocked: value('blocked'),
    detections: value('detections'),
    parameters: [
      ...(line.sid === undefined ? [] : [{ name: 'sid', value: line.sid }]),
      ...(line.agent === undefined ? [] : [{ name: 'User-Agent', value: line.agent }]),
    ],
  };
}

/** Numbers of sessions, as arbitraries draw them, replaced by their ids and keys; those of requests likewise. */
export function withKnownIds(filter: SessionFilter | undefined, sessions: NaiveSession[]): SessionFilter | undefined {
  const known = (name: 'id' | 'key') => (number: string) => sessions[Number(number)]?.[name] ?? number;
  const entries = (list: RequestFilter[]) => list.map((entry) => withKnownEndpoints(entry, sessions));
  return (
    filter && {
      ...filter,
      ...(filter.ids ? { ids: filter.ids.map(known('id')) } : {}),
      ...(filter.keys ? { keys: filter.keys.map(known('key')) } : {}),
      ...(filter.requests ? { requests: entries(filter.requests) } : {}),
      ...(filter.noRequests ? { noRequests: entries(filter.noRequests) } : {}),
      ...(filter.sequence ? { sequence: withKnownSteps(filter.sequence, sessions) } : {}),
    }
  );
}

/** Numbers of requests in `endpointIds`, as arbitraries draw them, replaced by the ids of their endpoints. */
export function withKnownEndpoints(filter: RequestFilter, sessions: NaiveSession[]): RequestFilter {
  const requests = sessions.flatMap((session) => session.requests);
  const known = (number: string | null) => requests[Number(number ?? Number.NaN)]?.endpointId ?? number;
  const entries = (list: RequestFilter[]) => list.map((entry) => withKnownEndpoints(entry, sessions));
  return {
    ...filter,
    ...(filter.endpointIds ? { endpointIds: filter.endpointIds.map(known) } : {}),
    ...(filter.anyOf ? { anyOf: entries(filter.anyOf) } : {}),
    ...(filter.not ? { not: entries(filter.not) } : {}),
    ...(filter.inSequence ? { inSequence: withKnownSteps(filter.inSequence, sessions) } : {}),
  };
}

function withKnownSteps(steps: SequenceStep[], sessions: NaiveSession[]): SequenceStep[] {
  return steps.map((step) => ({ ...step, request: withKnownEndpoints(step.request, sessions) }));
}
