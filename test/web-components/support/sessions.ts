import type {
  SessionCountQuery,
  SessionListQuery,
  SessionListQueryVariables,
  SessionRowFragment,
} from '../../../web-components/data/documents.generated.ts';

const BASE = Date.parse('2026-11-20T12:00:00Z');

/** A session part as the list shows it: the n-th of a list, a minute older each. */
export function sessionRow(n: number, changes: Partial<SessionRowFragment> = {}): SessionRowFragment {
  const lastSeenAt = new Date(BASE - n * 60_000).toISOString();
  const id = `key${n}.20261120`;
  return {
    id,
    key: `key${n}`,
    date: '2026-11-20',
    parts: [{ id, date: '2026-11-20' }],
    startedAt: new Date(BASE - n * 60_000 - 600_000).toISOString(),
    lastSeenAt,
    durationMs: 600_000,
    requestCount: 100 + n,
    attackCount: n,
    maliciousRequestCount: n,
    blockedRequestCount: 0,
    users: [`user${n}@example.com`],
    userCount: 1,
    roles: ['customer'],
    applications: ['shop'],
    ips: [{ address: `203.0.113.${n % 256}`, countryCode: 'DE', tags: ['VPN'], requestCount: 100 + n }],
    ipCount: 1,
    hosts: [{ host: 'api.example.com', requestCount: 100 + n }],
    hostCount: 1,
    businessFlows: [{ flow: { code: 'BILLING', label: 'Billing' }, requestCount: 65, share: 0.65 }],
    attackTypes: n > 0 ? [{ type: { code: 'sqli', label: 'SQL injection' }, detectionCount: n }] : [],
    topEndpoints: [
      {
        summary: { id: 'ep1', method: 'GET', host: 'api.example.com', pathTemplate: '/orders/{int}' },
        requestCount: 90,
      },
    ],
    endpointCount: 12,
    identifiedBy: [{ name: 'JSESSIONID', source: 'REQUEST_COOKIE' }],
    denylistEntry: null,
    ...changes,
  };
}

/** Blocked by somebody, for two applications and a while. */
export const BLOCK: NonNullable<SessionRowFragment['denylistEntry']> = {
  createdAt: '2026-11-20T12:30:00Z',
  createdBy: 'mara',
  applications: ['shop', 'app'],
  until: '2026-11-27T12:30:00Z',
  reason: 'Credential stuffing',
};

export type SessionEdge = NonNullable<SessionListQuery['sessions']>['edges'][number];

export function sessionEdge(row: SessionRowFragment, changes: Partial<SessionEdge> = {}): SessionEdge {
  return {
    cursor: `cursor-${row.id}`,
    inPeriod: { requestCount: row.requestCount, attackCount: row.attackCount },
    match: {
      requestCount: { value: row.requestCount, exact: true },
      firstAt: row.startedAt,
      lastAt: row.lastSeenAt,
      reasons: [],
    },
    node: row,
    ...changes,
  };
}

/** Answers SessionList and SessionCount out of rows, by the cursors of sessionEdge. */
export function answerList(edges: readonly SessionEdge[]) {
  return {
    SessionList: ({ first, after, before }: SessionListQueryVariables): { data: SessionListQuery } => {
      const at = (cursor: string) => edges.findIndex((edge) => edge.cursor === cursor);
      const from = before ? Math.max(0, at(before) - first) : after ? at(after) + 1 : 0;
      const to = before ? at(before) : from + first;
      const page = edges.slice(from, to);
      const pageInfo = {
        hasNextPage: to < edges.length,
        hasPreviousPage: from > 0,
        startCursor: page[0]?.cursor ?? null,
        endCursor: page.at(-1)?.cursor ?? null,
      };
      return { data: { sessions: { edges: page, pageInfo } } };
    },
    SessionCount: (): { data: SessionCountQuery } => ({
      data: { sessions: { totalCount: { value: edges.length, exact: true } } },
    }),
    NewerSessions: () => ({
      data: { sessions: { pageInfo: { hasPreviousPage: false, startCursor: null }, nodes: [] } },
    }),
  };
}
