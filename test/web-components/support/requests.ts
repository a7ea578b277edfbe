import type {
  MatchingRequestsQuery,
  MatchingRequestsQueryVariables,
  NextMatchesQuery,
  NextMatchesQueryVariables,
  RequestDetailQuery,
  RequestMatchQuery,
  RequestMatchQueryVariables,
  RequestRowFragment,
  SessionDimension,
  SessionEndpointsQueryVariables,
  SessionHeaderQuery,
  SessionRequestFilter,
  SessionRequestsQuery,
  SessionRequestsQueryVariables,
  SessionRowFragment,
  SessionStatisticsQuery,
  SessionStatisticsQueryVariables,
} from '../../../web-components/data/documents.generated.ts';

import { answerEndpoints, endpointsOf } from './endpoints.ts';

const BASE = Date.parse('2026-11-20T12:00:00Z');

export type RequestDetails = NonNullable<RequestDetailQuery['request']>;

/** All that is stored was judged. */
export const BASELINES: NonNullable<RequestDetailQuery['sessionBaselines']> = {
  settledAt: '2026-11-20T13:00:00Z',
  dueEndpoints: 0,
};

/** A request as the table shows it: the n-th of a list, a second older each. */
export function requestRow(n: number, changes: Partial<RequestRowFragment> = {}): RequestRowFragment {
  return {
    id: `request${n}`,
    time: new Date(BASE - n * 1000).toISOString(),
    method: 'GET',
    host: 'api.example.com',
    path: `/orders/${n}`,
    query: null,
    status: 200,
    durationMs: 12.4,
    sizeBytes: 1234,
    blocked: false,
    businessFlows: [],
    endpointSummary: { id: 'ep1', method: 'GET', host: 'api.example.com', pathTemplate: '/orders/{int}' },
    expected: null,
    deviations: [],
    detections: [],
    ...changes,
  };
}

type Expected = NonNullable<RequestRowFragment['expected']>;

/** What is usual for an endpoint: a median of 41 ms and 1,200 bytes, a p95 of 60 ms and 1,500 bytes, of 812 responses. */
export const usual = (changes: Partial<Expected> = {}): Expected => ({
  durationMsSampleCount: 812,
  durationMsMedian: 41,
  durationMsP95: 60,
  sizeBytesSampleCount: 812,
  sizeBytesMedian: 1200,
  sizeBytesP95: 1500,
  ...changes,
});

/** A detection as a row shows it. */
export const sqli = (n: number, changes: Partial<RequestRowFragment['detections'][number]> = {}) => ({
  id: `request${n}.1`,
  falsePositive: false,
  type: { code: 'sqli', label: 'SQL injection' },
  ...changes,
});

/** Everything that is known of a request. */
export function requestDetails(row: RequestRowFragment, changes: Partial<RequestDetails> = {}): RequestDetails {
  return {
    ...row,
    expected: row.expected && { ...row.expected, durationMsMean: 44.25, sizeBytesMean: 1234.5 },
    protocol: 'HTTP/2',
    ip: '203.0.113.1',
    countryCode: 'DE',
    sourceTags: ['VPN'],
    application: 'shop',
    user: 'alice@example.com',
    role: 'customer',
    session: {
      id: 'key1.20261120',
      key: 'key1',
      date: '2026-11-20',
      identifiedBy: [{ name: 'JSESSIONID', source: 'REQUEST_COOKIE' }],
    },
    parameters: [
      { name: 'JSESSIONID', source: 'REQUEST_COOKIE', value: 'hmac:33d9e568', hashed: true, key: true },
      { name: 'sub', source: 'REQUEST_JWT', value: 'alice@example.com', hashed: false, key: false },
    ],
    endpointSummary: row.endpointSummary && {
      ...row.endpointSummary,
      riskScore: 8,
      riskLevel: 'HIGH',
      riskReasons: ['No authentication'],
      confirmed: true,
      kind: 'API',
      rogue: 'SHADOW',
      protections: [{ name: 'WAF', state: 'ACTIVE' }],
      sensitiveData: ['PII'],
      businessFlows: [{ code: 'BILLING', label: 'Billing' }],
    },
    detections: row.detections.map((detection) => ({
      ...detection,
      attackId: 'attack17',
      type: { ...detection.type, category: 'INPUT_VALIDATION', canMarkFalsePositive: true },
      payload: "1' OR '1'='1",
      parameter: 'ARGS:id',
      tags: [{ key: 'rule', value: '942100' }],
      action: 'MONITORED',
      falsePositiveMark: null,
    })),
    contentState: 'AVAILABLE',
    content: {
      requestHeaders: [{ name: 'Authorization', value: 'Bearer ***', masked: true }],
      requestBody: { mediaType: 'text/plain', sizeBytes: 12, truncated: false, text: "id=1' OR '1'", base64: null },
      responseHeaders: [{ name: 'Content-Type', value: 'application/json', masked: false }],
      responseBody: {
        mediaType: 'application/json',
        sizeBytes: 11,
        truncated: false,
        text: '{"ok":true}',
        base64: null,
      },
    },
    ...changes,
  };
}

function meets(request: RequestRowFragment, filter: SessionRequestFilter | null | undefined): boolean {
  if (!filter) return true;
  const { ids, methods, statuses, attackTypes, endpointIds, deviations, malicious, not } = filter;
  return (
    (!ids || ids.includes(request.id)) &&
    (!methods || methods.includes(request.method)) &&
    (!statuses || statuses.includes(request.status)) &&
    (!endpointIds || endpointIds.includes(request.endpointSummary?.id ?? null)) &&
    (!attackTypes || request.detections.some(({ type }) => attackTypes.includes(type.code))) &&
    (!deviations || request.deviations.some(({ metric }) => deviations.includes(metric))) &&
    (malicious == null || request.detections.length > 0 === malicious) &&
    !not?.some((one) => meets(request, one))
  );
}

const VALUES: Partial<Record<SessionDimension, (request: RequestRowFragment) => (readonly [string | null, string])[]>> =
  {
    METHOD: ({ method }) => [[method, method]],
    STATUS: ({ status }) => [[status === null ? null : String(status), String(status ?? '')]],
    HOST: ({ host }) => [[host, host ?? '']],
    DEVIATION: ({ deviations }) =>
      deviations.map(({ metric }) => [metric, metric === 'SIZE' ? 'Large response' : 'Slow response']),
    ATTACK_TYPE: ({ detections }) => detections.map(({ type }) => [type.code, type.label]),
    ENDPOINT: ({ endpointSummary: endpoint }) =>
      endpoint ? [[endpoint.id, `${endpoint.method} ${endpoint.host}${endpoint.pathTemplate}`]] : [],
  };
const OWN: Partial<Record<SessionDimension, keyof SessionRequestFilter>> = {
  METHOD: 'methods',
  STATUS: 'statuses',
  ATTACK_TYPE: 'attackTypes',
  ENDPOINT: 'endpointIds',
  DEVIATION: 'deviations',
};

/** The filter without the conditions of a dimension. */
function without(filter: SessionRequestFilter | null | undefined, dimension: SessionDimension): SessionRequestFilter {
  const own = OWN[dimension];
  if (!filter || !own) return filter ?? {};
  return { ...filter, [own]: undefined, not: filter.not?.filter((one) => !(own in one)) };
}

function statisticsOf(requests: readonly RequestRowFragment[], variables: SessionStatisticsQueryVariables) {
  return variables.dimensions.map((dimension) => {
    const valuesOf = VALUES[dimension] ?? (() => []);
    const found = new Map<string | null, { label: string; count: number; visible: number }>();
    for (const request of requests) {
      const isVisible = meets(request, without(variables.filter, dimension));
      for (const [key, label] of valuesOf(request)) {
        const { count = 0, visible = 0 } = found.get(key) ?? {};
        found.set(key, { label, count: count + 1, visible: visible + (isVisible ? 1 : 0) });
      }
    }
    const all = [...found].sort(([, one], [, other]) => other.count - one.count);
    const total = all.reduce((sum, [, { count }]) => sum + count, 0);
    const buckets = all.slice(0, variables.first).map(([key, one]) => ({ key, ...one, share: one.count / total }));
    return { dimension, total, valueCount: all.length, exact: true, buckets };
  });
}

/** How the newest request called itself. */
const agent = (): { name: string; source: 'REQUEST_HEADER'; value: string | null } => ({
  name: 'User-Agent',
  source: 'REQUEST_HEADER',
  value: 'curl/8.4.0',
});

/** Answers everything that a session asks: one session with these requests, filtered as a server does. */
export function answerSession(
  session: SessionRowFragment,
  requests: readonly RequestRowFragment[],
  details: (row: RequestRowFragment) => RequestDetails = (row) => requestDetails(row),
) {
  const order = new Map(requests.map(({ id }, index) => [id, index]));
  const at = (cursor: string) => order.get(cursor.replace('cursor-', '')) ?? -1;
  const pageOf = (variables: SessionRequestsQueryVariables) => {
    const { filter, first, after, before, around } = variables;
    const found = requests.filter((request) => meets(request, filter));
    // A cursor is a place in the order, under any filter.
    const firstAfter = (place: number) => found.findIndex(({ id }) => order.get(id)! >= place);
    const placeOf = (place: number) => (firstAfter(place) < 0 ? found.length : firstAfter(place));
    const start = around ? placeOf(order.get(around) ?? -1) : 0;
    const from = before
      ? Math.max(0, placeOf(at(before)) - first)
      : after
        ? placeOf(at(after) + 1)
        : Math.floor(start / first) * first;
    const to = before ? placeOf(at(before)) : from + first;
    const edges = found
      .slice(from, to)
      .map((node, index) => ({ cursor: `cursor-${node.id}`, position: from + index + 1, node }));
    const pageInfo = {
      hasNextPage: to < found.length,
      hasPreviousPage: from > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    };
    return { totalCount: { value: found.length, exact: true }, edges, pageInfo };
  };
  return {
    SessionHeader: ({ id }: { id: string }): { data: SessionHeaderQuery } => ({
      data: { session: id === session.id ? { ...session, requests: { nodes: [{ parameters: [agent()] }] } } : null },
    }),
    SessionsCapabilities: () => ({ data: { sessionsCapabilities: { actions: [] } } }),
    SessionAvailability: () => ({ data: { sessionAvailability: [{ state: 'EXPIRED', sessionCount: null }] } }),
    SessionRequests: (variables: SessionRequestsQueryVariables): { data: SessionRequestsQuery } => ({
      data: { session: { id: session.id, requests: pageOf(variables) } },
    }),
    MatchingRequests: ({ filter }: MatchingRequestsQueryVariables): { data: MatchingRequestsQuery } => ({
      data: { session: { id: session.id, requests: { nodes: requests.filter((one) => meets(one, filter)) } } },
    }),
    RequestMatch: (variables: RequestMatchQueryVariables): { data: RequestMatchQuery } => ({
      data: { session: { id: session.id, requests: pageOf({ ...variables, first: 1 }) } },
    }),
    NextMatches: (variables: NextMatchesQueryVariables): { data: NextMatchesQuery } => ({
      data: { session: { id: session.id, requests: pageOf(variables) } },
    }),
    SessionStatistics: (variables: SessionStatisticsQueryVariables): { data: SessionStatisticsQuery } => ({
      data: { session: { id: session.id, statistics: statisticsOf(requests, variables) } },
    }),
    SessionEndpoints: (variables: SessionEndpointsQueryVariables) =>
      answerEndpoints(session.id, endpointsOf(requests.filter((one) => meets(one, variables.filter))))(variables),
    RequestDetail: ({ id }: { id: string }): { data: RequestDetailQuery } => {
      const row = requests.find((request) => request.id === id);
      return { data: { request: row ? details(row) : null, sessionBaselines: BASELINES } };
    },
    Vocabulary: () => ({
      data: {
        sessionAttackTypes: [{ code: 'sqli', label: 'SQL injection' }],
        sessionBusinessFlows: [{ code: 'BILLING', label: 'Billing' }],
      },
    }),
  };
}
